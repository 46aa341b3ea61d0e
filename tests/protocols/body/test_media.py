import pytest

from tailrace.protocols.body.media import (
    data_url,
    is_web_address,
    split_data_url,
    type_by_name,
    usual_base64,
)


def test_a_data_url_and_back() -> None:
    assert split_data_url(data_url("image/png", "QQ==")) == ("image/png", "QQ==")
    assert split_data_url("DATA:Image/PNG;charset=x;base64,QQ==") == ("image/png", "QQ==")


@pytest.mark.parametrize("url", ["", "https://a.org", "data:text/plain,hello", "data:;base64"])
def test_no_data_url_in_base64(url: str) -> None:
    assert split_data_url(url) is None


@pytest.mark.parametrize(
    ("data", "usual"),
    [("-_8=", "+/8="), ("-_8", "+/8="), ("QUJD", "QUJD"), ("A", None), ("", None), ("ä===", None)],
)
def test_base64_is_brought_to_the_usual_alphabet(data: str, usual: str | None) -> None:
    assert usual_base64(data) == usual


def test_web_addresses() -> None:
    assert is_web_address("HTTPS://example.org/a")
    assert not is_web_address("gs://bucket/a")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.PDF", "application/pdf"),
        ("https://example.org/a.webp?sig=1.pdf", "image/webp"),
        ("a", ""),
        ("http://[", ""),
    ],
)
def test_types_by_name(name: str, kind: str) -> None:
    assert type_by_name(name) == kind
