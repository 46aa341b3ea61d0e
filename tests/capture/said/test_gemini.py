"""What a Gemini answer says."""

from google.genai import types

from tailrace.capture.price import Terms
from tailrace.capture.said.gemini import of, read
from tailrace.core.usage import Usage
from tests.fakes import gemini_wire as wire


def test_an_answer_says_its_facts() -> None:
    types.GenerateContentResponse.model_validate_json(wire.ANSWER)
    answer = read(wire.ANSWER)
    assert (answer.model, answer.finish_reason) == ("gemini-2.5-flash", "STOP")
    assert answer.usage == Usage(412, 45 + 120, 128, None, 120)
    assert answer.terms == Terms()
    assert answer.attributes == {"gen_ai.response.id": "mAitaLmkHPPlz7IPvtfUqQ4"}
    assert answer.preview() == "The channel that carries water away."


def test_a_blocked_prompt_says_why() -> None:
    answer = read(wire.BLOCKED)
    assert (answer.finish_reason, answer.preview()) == ("PROHIBITED_CONTENT", "")


def test_calls_are_shown_where_there_is_no_text() -> None:
    parts = [{"text": "Hm", "thought": True}, {"functionCall": {"name": "f", "args": {"q": 1}}}]
    assert of({"candidates": [{"content": {"parts": parts}}]}).preview() == 'f({"q":1})'


def test_tokens_that_are_no_text_are_told_apart() -> None:
    usage = {
        "promptTokensDetails": [
            {"modality": "TEXT", "tokenCount": 4},
            {"modality": "AUDIO", "tokenCount": 9},
            {"modality": "VIDEO", "tokenCount": 0},
            7,
        ],
        "candidatesTokensDetails": [{"modality": "IMAGE", "tokenCount": 1290}],
        "cacheTokensDetails": [{"modality": ["x"], "tokenCount": 1}],
    }
    assert of({"usageMetadata": usage}).terms == Terms(
        apart=frozenset({"input_audio_mtok", "output_image_mtok"})
    )


def test_an_error_is_told() -> None:
    error = read(wire.ERROR).error
    assert error["status"] == "RESOURCE_EXHAUSTED"
    assert of({"error": error, "candidates": [{}]}).error is None
