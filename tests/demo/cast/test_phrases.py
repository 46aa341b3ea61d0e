import msgspec
import pytest

from tailrace.demo.cast.acme import PROJECTS
from tailrace.demo.cast.chance import Chance
from tailrace.demo.cast.phrases import Library

WORKFLOWS = [workflow.name for project in PROJECTS for workflow in project.workflows]


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_an_answer_is_found_for_every_question_that_is_written(
    library: Library, workflow: str
) -> None:
    chance = Chance(1)
    for _ in range(200):
        text = library.write(workflow, chance, prompt_tokens=10, completion_tokens=90)
        assert library.answer(text.system, text.question, chance, 90)


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_texts_vary_and_leave_no_slot_open(library: Library, workflow: str) -> None:
    chance = Chance(2)
    texts = [
        library.write(workflow, chance, prompt_tokens=10, completion_tokens=90) for _ in range(300)
    ]
    assert len({text.question for text in texts}) > 40
    said = [text.question + text.answer for text in texts]
    assert not any("{product}" in each or "{fn}" in each or "{name}" in each for each in said)


@pytest.mark.parametrize("workflow", ["ticket-triage", "smart_summary", "product_cards"])
def test_structured_answers_are_json_however_short(library: Library, workflow: str) -> None:
    chance = Chance(3)
    for _ in range(100):
        text = library.write(workflow, chance, prompt_tokens=10, completion_tokens=1)
        assert isinstance(msgspec.json.decode(text.answer), dict)


def test_question_and_answer_are_about_the_same_thing(library: Library) -> None:
    chance = Chance(4)
    texts = (
        library.write("refund-check", chance, prompt_tokens=10, completion_tokens=200)
        for _ in range(500)
    )
    for text in texts:
        if "49.00" in text.answer:
            assert "49.00" in text.question
        if "kettle" in text.answer:
            assert "kettle" in text.question


def test_long_prompts_show_an_earlier_turn(library: Library) -> None:
    short = library.write("explain", Chance(1), prompt_tokens=1499, completion_tokens=50)
    long = library.write("explain", Chance(1), prompt_tokens=1500, completion_tokens=50)
    assert [m["role"] for m in short.messages()] == ["system", "user"]
    assert [m["role"] for m in long.messages()] == ["system", "user", "assistant", "user"]
    assert long.question == short.question


def test_short_answers_stop_early(library: Library) -> None:
    one = library.write("ticket-reply", Chance(5), prompt_tokens=1, completion_tokens=5)
    many = library.write("ticket-reply", Chance(5), prompt_tokens=1, completion_tokens=500)
    assert many.answer.startswith(one.answer)
    assert len(many.answer) > 3 * len(one.answer)


def test_bodies_stay_short(library: Library) -> None:
    chance = Chance(6)
    sizes = []
    for workflow in WORKFLOWS:
        text = library.write(workflow, chance, prompt_tokens=2000, completion_tokens=300)
        sizes.append(len(msgspec.json.encode(text)))
    assert sum(sizes) / len(sizes) < 1500


def test_a_stranger_gets_no_answer_but_an_excuse(library: Library) -> None:
    assert not library.knows("You are a pirate.")
    assert library.answer("You are a pirate.", "Where is my {item}?", Chance(1), 50) is None
    text = library.write("explain", Chance(1), prompt_tokens=1, completion_tokens=1)
    assert library.answer(text.system, "Something else entirely", Chance(1), 50) is None
    excuse = library.excuse("gpt-4o", "Why {is} the sky blue?")
    assert "gpt-4o" in excuse
    assert "Why {is} the sky blue?" in excuse


def test_an_unknown_workflow_is_an_error(library: Library) -> None:
    with pytest.raises(KeyError):
        library.write("nothing", Chance(1), prompt_tokens=1, completion_tokens=1)
