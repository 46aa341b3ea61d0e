import pytest

from tailrace.core.errors import BadInput
from tailrace.gateway.outputs.check import Checkers, Invalid, Valid, reply_text
from tailrace.gateway.outputs.sample import rejected, sample_of, sample_reply
from tailrace.gateway.outputs.wanted import inline
from tailrace.protocols.chat import Reply, Text
from tests.gateway.outputs.wishes import CARD, card
from tests.gateway.routing.targets import workflow

SAMPLE = {"title": "Lamp", "price": 1}


def test_a_sample_is_an_answer_that_fits_the_schema() -> None:
    reply = sample_reply(SAMPLE, "m", reply_id="r1")
    assert reply == Reply(
        id="r1", model="m", parts=(Text('{"title":"Lamp","price":1}'),), finish="stop"
    )
    text = reply_text(reply)
    assert text is not None
    assert isinstance(Checkers().of(card()).check(text), Valid)


def test_a_text_is_said_as_it_is() -> None:
    assert sample_reply("Hello.", "m", reply_id="r1").parts == (Text("Hello."),)


def test_no_tokens_are_told_because_none_were_counted() -> None:
    assert sample_reply("Hello.", "m", reply_id="r1").usage is None


def test_test_mode_answers_the_workflows_sample_then_the_schemas() -> None:
    assert sample_of(workflow("openai:a", sample="Hi."), card(sample=SAMPLE)) == "Hi."
    assert sample_of(workflow("openai:a"), card(sample=SAMPLE)) == SAMPLE
    assert sample_of(workflow("openai:a", sample=0), None) == 0


def test_a_workflow_without_a_sample_cannot_be_tested() -> None:
    for wanted in (None, card()):
        with pytest.raises(BadInput, match="no sample") as refused:
            sample_of(workflow("openai:a"), wanted)
        assert refused.value.code == "no_sample"


def test_a_refusal_tells_schema_version_and_path() -> None:
    refusal = rejected(Invalid("/price", "The value is too small."), card())
    assert (refusal.status, refusal.code, refusal.path) == (422, "invalid_output", "/price")
    assert refusal.message == (
        "The model's answer does not fit the schema 'product_card' (version 3) at /price:"
        " The value is too small."
    )
    assert "version" not in rejected(Invalid("", "It is empty."), inline(CARD)).message
