import pytest

from tailrace.capture.document import read_answered, read_asked


def test_fields_are_read_and_others_skipped() -> None:
    asked = read_asked(b'{"messages":[{"role":"user"}],"temperature":"warm","logit_bias":{"5":1}}')
    assert asked.messages == [{"role": "user"}]
    assert asked.temperature == "warm"
    assert read_answered(b'{"id":7,"data":[0.1,0.2],"usage":[]}').usage == []


@pytest.mark.parametrize("body", [b"", b"null", b"[1]", b"{", b"{} {}", b"[" * 100_000])
def test_what_is_no_object_says_nothing(body: bytes) -> None:
    assert read_asked(body).input is None
    assert read_answered(body).id is None
