from collections import Counter

from tailrace.demo.cast.acme import MAX_ATTEMPTS, MEMBERS, OWNER_EMAIL, PROJECTS, Version, Workflow
from tailrace.demo.cast.models import PROVIDERS, get_model
from tailrace.demo.cast.phrases import Library

WORKFLOWS: list[Workflow] = [each for project in PROJECTS for each in project.workflows]
VERSIONS: list[Version] = [version for workflow in WORKFLOWS for version in workflow.versions]


def test_every_target_is_a_model_that_chats() -> None:
    chosen = {choice.target for version in VERSIONS for choice in version.choices}
    targets = chosen | {target for version in VERSIONS for target in version.backups}
    assert not any(get_model(target).embeds for target in targets)
    assert {provider for provider, _ in targets} == {provider.name for provider in PROVIDERS}


def test_nobody_is_their_own_backup() -> None:
    for version in VERSIONS:
        for choice in version.choices:
            order = version.order(choice.target)
            assert order[0] == choice.target
            assert len(set(order)) == len(order) == version.max_attempts
            assert 2 <= len(order) <= MAX_ATTEMPTS


def test_versions_follow_each_other() -> None:
    for workflow in WORKFLOWS:
        begun = [version.since_us for version in workflow.versions]
        assert begun[0] == 0
        assert begun == sorted(set(begun))
        assert workflow.newest is workflow.versions[-1]
        for number, since_us in enumerate(begun, start=1):
            assert workflow.version_at(since_us) == number
            assert workflow.version_at(max(since_us - 1, 0)) == max(number - 1, 1)
    assert max(len(workflow.versions) for workflow in WORKFLOWS) > 1


def test_the_seed_scenario_is_there() -> None:
    (summary,) = (workflow for workflow in WORKFLOWS if workflow.name == "smart_summary")
    order = summary.newest.order(summary.newest.choices[0].target)
    assert [provider for provider, _ in order] == ["openai", "anthropic", "groq"]


def test_both_kinds_of_recorded_calls_find_a_project() -> None:
    assert {project.kind for project in PROJECTS} == {"conv", "code"}


def test_every_workflow_has_texts(library: Library) -> None:
    assert all(library.has(workflow.name) for workflow in WORKFLOWS)


def test_people_have_a_segment_each_and_keep_it() -> None:
    shop = PROJECTS[0]
    people = [shop.person(number) for number in range(shop.people)]
    assert len({user for user, _ in people}) == shop.people
    segments = Counter(segment for _, segment in people)
    assert [name for name, _ in segments.most_common()] == ["free", "pro", "enterprise"]
    assert shop.person(7) == people[7]


def test_the_owner_is_the_only_owner_and_nobody_has_a_real_address() -> None:
    assert [email for email, role, _ in MEMBERS if role == "owner"] == [OWNER_EMAIL]
    assert all(email.endswith(".invalid") for email, _, _ in MEMBERS)
