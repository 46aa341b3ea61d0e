import msgspec
import pytest

from tailrace.control.traffic.schema import compiled
from tailrace.demo.cast.acme import PROJECTS
from tailrace.demo.cast.chance import Chance
from tailrace.demo.cast.phrases import Library
from tailrace.demo.cast.schemas import PRODUCT_CARD, TICKET, Schema, broken

ALL = [
    (workflow.name, workflow.schema)
    for project in PROJECTS
    for workflow in project.workflows
    if workflow.schema is not None
]


@pytest.mark.parametrize(("workflow", "schema"), ALL)
def test_what_a_workflow_says_fits_each_version_and_what_is_broken_does_not(
    library: Library, workflow: str, schema: Schema
) -> None:
    chance = Chance(1)
    paths = set()
    for version in schema.versions:
        form = compiled(version.json_schema)
        for _ in range(100):
            text = library.write(workflow, chance, prompt_tokens=10, completion_tokens=90)
            assert form.misfit(msgspec.json.decode(text.answer)) is None
            wrong, path = broken(text.answer, version.json_schema, chance)
            misfit = form.misfit(msgspec.json.decode(wrong))
            assert misfit is not None
            assert misfit.path == path
            paths.add(path)
    assert len(paths) == 4


def test_samples_fit(library: Library) -> None:
    for _, schema in ALL:
        for version in schema.versions:
            assert compiled(version.json_schema).misfit(schema.sample) is None


def test_a_schema_without_plain_fields_is_missed_without_json() -> None:
    text, path = broken("[1]", {"type": "array"}, Chance(1))
    assert path == ""
    with pytest.raises(msgspec.DecodeError):
        msgspec.json.decode(text)


def test_versions_follow_each_other() -> None:
    second_us = PRODUCT_CARD.versions[1].since_us
    assert PRODUCT_CARD.version_at(second_us - 1) == 1
    assert PRODUCT_CARD.version_at(second_us) == 2
    assert TICKET.version_at(0) == TICKET.version_at(second_us) == 1
