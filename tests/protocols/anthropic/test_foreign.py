import msgspec
import pytest

from tailrace.protocols.anthropic.foreign import without_foreign_thoughts

OWN = {"type": "thinking", "thinking": "Hm.", "signature": "EqQB"}
FOREIGN = {"type": "thinking", "thinking": "Hm.", "signature": "openai:"}
HIDDEN = {"type": "redacted_thinking", "data": "gemini:CsoB"}
SAID = {"type": "text", "text": 'My seal is "openai:", really'}


def body(*blocks: object) -> bytes:
    return msgspec.json.encode(
        {
            "model": "m",
            "x": 1,
            "messages": [{"role": "assistant", "content": blocks}, {"role": "user"}],
        }
    )


def test_only_thoughts_of_other_vendors_are_taken_out() -> None:
    assert without_foreign_thoughts(body(OWN, FOREIGN, HIDDEN, SAID)) == body(OWN, SAID)


@pytest.mark.parametrize(
    "untouched",
    [
        b'{ "model": "m",  "messages": [] }',
        b'{ "model": "m",  "messages": "openai:" }',
        b'no JSON "openai:"',
        b'{ "messages": [{"content": [{"type": "text", "text": "openai:"}, 7]}, 1]}',
    ],
)
def test_other_bodies_pass_byte_for_byte(untouched: bytes) -> None:
    assert without_foreign_thoughts(untouched) is untouched
