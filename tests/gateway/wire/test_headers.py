import pytest

from tailrace.gateway.wire.headers import for_client, header_value, sort_request


def test_the_providers_headers_are_the_clients_without_ours_and_its_credentials() -> None:
    sorted_headers = sort_request(
        [
            (b"host", b"gateway"),
            (b"authorization", b"Bearer tr_live_1"),
            (b"x-api-key", b"tr_live_1"),
            (b"cookie", b"session=1"),
            (b"content-length", b"12"),
            (b"accept-encoding", b"gzip"),
            (b"x-forwarded-for", b"10.0.0.1"),
            (b"x-tailrace-user", b"u_17"),
            (b"openai-beta", b"assistants=v2"),
            (b"idempotency-key", b"k1"),
            (b"accept", b"application/json"),
        ]
    )
    assert sorted_headers.passed == [
        ("openai-beta", "assistants=v2"),
        ("idempotency-key", "k1"),
        ("accept", "application/json"),
    ]
    assert sorted_headers.text(b"x-tailrace-user") == "u_17"


def test_headers_that_the_connection_names_stay_on_this_hop() -> None:
    raw = [(b"x-hop", b"1"), (b"connection", b"keep-alive, X-Hop"), (b"x-end", b"2")]
    assert sort_request(raw).passed == [("x-end", "2")]


def test_a_repeated_header_is_passed_repeatedly() -> None:
    raw = [(b"x-a", b"1"), (b"x-a", b"2")]
    assert sort_request(raw).passed == [("x-a", "1"), ("x-a", "2")]


@pytest.mark.parametrize(
    ("raw", "text"), [("Zoë".encode(), "Zoë"), ("Zoë".encode("latin-1"), "Zoë"), (b"  u ", "u")]
)
def test_our_headers_are_read_in_either_encoding(raw: bytes, text: str) -> None:
    assert sort_request([(b"x-tailrace-user", raw)]).text(b"x-tailrace-user") == text


def test_a_header_that_was_not_sent_is_empty() -> None:
    assert sort_request([]).text(b"x-tailrace-user") == ""


def test_the_client_gets_the_providers_headers_without_its_hop_and_cookies() -> None:
    passed = for_client(
        [
            (b"Content-Type", b"application/json"),
            (b"Content-Length", b"5"),
            (b"Content-Encoding", b"gzip"),
            (b"Transfer-Encoding", b"chunked"),
            (b"Connection", b"keep-alive"),
            (b"Set-Cookie", b"a=b"),
            (b"X-Tailrace-Cost-Usd", b"0"),
            (b"X-Accel-Redirect", b"/private"),
            (b"Retry-After", b"7"),
            (b"x-ratelimit-remaining-requests", b"9"),
        ]
    )
    assert passed == [
        (b"content-type", b"application/json"),
        (b"retry-after", b"7"),
        (b"x-ratelimit-remaining-requests", b"9"),
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [("gpt-4o", b"gpt-4o"), ("a\r\nset-cookie: b", b"a\\r\\nset-cookie: b"), ("é", b"\\xe9")],
)
def test_a_header_value_is_printable_ascii(text: str, value: bytes) -> None:
    assert header_value(text) == value
