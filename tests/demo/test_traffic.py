from itertools import pairwise

from tailrace.demo.cast.acme import PROJECTS
from tailrace.demo.cast.parts import WINDOW_US
from tailrace.demo.traffic import limits_of, moments, schemas_of, workflows_of

SHOP, SUPPORT, CODE = PROJECTS


def test_a_workflow_is_defined_as_it_was() -> None:
    early, late = (
        next(each for each in workflows_of(SHOP, at_us) if each.name == "smart_summary")
        for at_us in (0, WINDOW_US)
    )
    assert [str(target) for target in early.targets] == [
        "openai:gpt-4o",
        "anthropic:claude-sonnet-4-5",
    ]
    assert early.max_attempts == 2
    assert [str(target) for target in late.targets][2] == "groq:mixtral-8x7b-32768"
    assert (late.max_attempts, late.backoff_ms) == (3, (400, 800, 1600))
    assert late.cache_fields == ("metadata.segment", "user")


def test_variants_have_weights_and_backups_have_none() -> None:
    search = next(each for each in workflows_of(SHOP, 0) if each.name == "search-assistant")
    assert [(target.provider, target.weight) for target in search.targets] == [
        ("groq", 55),
        ("openai", 45),
        ("google", None),
    ]


def test_a_workflow_names_the_schema_that_its_project_has() -> None:
    for project in PROJECTS:
        schemas = {schema.name for schema in schemas_of(project, WINDOW_US)}
        named = {flow.schema for flow in workflows_of(project, WINDOW_US) if flow.schema}
        assert named == schemas


def test_a_schema_is_defined_as_it_was() -> None:
    (early,), (late,) = schemas_of(SHOP, 0), schemas_of(SHOP, WINDOW_US)
    assert "price" not in early.json_schema["required"]
    assert "price" in late.json_schema["required"]
    (ticket,) = schemas_of(SUPPORT, 0)
    assert (ticket.on_invalid, late.on_invalid) == ("fallback", "retry")


def test_moments_are_those_at_which_something_changed() -> None:
    found = moments()
    assert found[0] == 0
    assert found == sorted(set(found))
    assert found[-1] < WINDOW_US
    for before, after in pairwise(found):
        assert _all_at(before) != _all_at(after) == _all_at(after + 1)


def test_every_project_limits_its_users() -> None:
    for project in PROJECTS:
        assert "user requests 60/minute" in {limit.name for limit in limits_of(project)}
    reviews = limits_of(CODE)[0]
    assert (reviews.name, reviews.per, reviews.workflow) == ("reviews", "workflow", "review")


def _all_at(at_us: int) -> list[object]:
    return [(workflows_of(each, at_us), schemas_of(each, at_us)) for each in PROJECTS]
