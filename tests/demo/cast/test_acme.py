from collections import Counter

from tailrace.demo.cast.acme import MEMBERS, OWNER_EMAIL, PROJECTS
from tailrace.demo.cast.models import PROVIDERS, get_model
from tailrace.demo.cast.phrases import Library


def test_every_target_is_a_model_that_chats() -> None:
    targets = {
        target
        for project in PROJECTS
        for workflow in project.workflows
        for choice in workflow.choices
        for target in choice.targets
    }
    assert not any(get_model(target).embeds for target in targets)
    assert {provider for provider, _ in targets} == {provider.name for provider in PROVIDERS}


def test_nobody_is_their_own_backup() -> None:
    choices = [c for project in PROJECTS for w in project.workflows for c in w.choices]
    assert all(len(set(choice.targets)) == len(choice.targets) >= 2 for choice in choices)


def test_both_kinds_of_recorded_calls_find_a_project() -> None:
    assert {project.kind for project in PROJECTS} == {"conv", "code"}


def test_every_workflow_has_texts(library: Library) -> None:
    assert all(library.has(workflow.name) for each in PROJECTS for workflow in each.workflows)


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
