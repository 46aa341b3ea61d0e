"""A Gemini stream adds up to the answer that it would have been."""

import msgspec
from google.genai import types
from hypothesis import given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from tailrace.capture.assemble.gemini import assemble
from tests.fakes import gemini_wire as wire


def test_texts_and_thoughts_are_joined_apart() -> None:
    whole = assemble(b"".join(wire.TEXT_STREAM))
    assert whole.ended
    assert whole.error is None
    types.GenerateContentResponse.model_validate(whole.answer)
    assert whole.answer == snapshot(
        {
            "candidates": [
                {
                    "content": {
                        "role": "model",
                        "parts": [
                            {"text": "**Rivers** and mills.", "thought": True},
                            {"text": "Water goes über.", "thoughtSignature": "c2lnbg=="},
                        ],
                    },
                    "index": 0,
                    "finishReason": "STOP",
                }
            ],
            "usageMetadata": {
                "promptTokenCount": 8,
                "candidatesTokenCount": 5,
                "thoughtsTokenCount": 30,
                "totalTokenCount": 43,
            },
            "modelVersion": "gemini-3-flash",
            "responseId": "r-1",
        }
    )


def test_calls_stay_apart() -> None:
    answer = assemble(b"".join(wire.TOOLS_STREAM)).answer
    types.GenerateContentResponse.model_validate(answer)
    assert answer["candidates"][0]["content"]["parts"] == snapshot(
        [
            {
                "functionCall": {"name": "find", "args": {"q": "mill"}},
                "thoughtSignature": "c2lnbg==",
            },
            {"functionCall": {"name": "find", "args": {"q": "dam"}}},
            {"text": ""},
        ]
    )


def test_each_candidate_is_put_together() -> None:
    second = b'{"content":{"parts":[{"text":"%b"}],"role":"model"},"index":1}'
    stream = [wire.chunk(second % b"B"), wire.chunk(wire.part(b'{"text":"A"}'))]
    stream.append(wire.chunk(second % b"b"))
    answer = assemble(b"".join(stream)).answer
    texts = [one["content"]["parts"][0]["text"] for one in answer["candidates"]]
    assert texts == ["A", "Bb"]


def test_a_text_after_a_signature_is_a_part_of_its_own() -> None:
    signed = b'{"text":"a","thoughtSignature":"c2lnbg=="}'
    stream = wire.chunk(wire.part(signed)) + wire.chunk(wire.part(b'{"text":"b"}'))
    (candidate,) = assemble(stream).answer["candidates"]
    assert [part["text"] for part in candidate["content"]["parts"]] == ["a", "b"]


def test_an_error_is_told_wherever_it_stands() -> None:
    for events in (wire.FAILING_STREAM, wire.BARE_ERROR_STREAM):
        whole = assemble(b"".join(events))
        assert whole.error["status"] == "RESOURCE_EXHAUSTED"
        assert not whole.ended
        assert whole.answer["candidates"][0]["content"]["parts"][0]["text"].startswith("Water")


def test_a_blocked_prompt_has_ended() -> None:
    whole = assemble(b"".join(wire.BLOCKED_STREAM))
    assert whole.ended
    assert whole.answer["promptFeedback"] == {"blockReason": "PROHIBITED_CONTENT"}


def test_a_cut_stream_has_not_ended() -> None:
    whole = assemble(b"".join(wire.TEXT_STREAM[:-1]))
    assert not whole.ended
    assert whole.answer["candidates"][0]["content"]["parts"][-1] == {"text": "Water goes über."}
    assert assemble(b"").answer == {}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["parts", "text", "thought", "thoughtSignature", "content", "index"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
PART = st.fixed_dictionaries({"text": st.text(max_size=3)}, optional={"thought": JSON}) | JSON
CANDIDATE = st.fixed_dictionaries(
    {"content": st.fixed_dictionaries({"parts": st.lists(PART, max_size=3)}) | JSON},
    optional={"index": JSON, "finishReason": JSON},
)
CHUNK = st.fixed_dictionaries(
    {"candidates": st.lists(CANDIDATE, max_size=2) | JSON},
    optional={"usageMetadata": JSON, "promptFeedback": JSON, "error": JSON},
)


@settings(max_examples=100, deadline=None)
@given(st.lists(CHUNK, max_size=4))
def test_any_chunks_add_up_to_something_that_can_be_written(chunks: list[object]) -> None:
    stream = b"".join(b"data: " + msgspec.json.encode(chunk) + b"\n\n" for chunk in chunks)
    msgspec.json.encode(assemble(stream).answer)
