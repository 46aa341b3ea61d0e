"""What ran, where an answer was wrong and what refused it reach the records."""

from tailrace.capture.build import build
from tailrace.capture.price import Prices
from tests.fakes.exchanges import exchange, hop


def test_versions_are_on_every_record_and_where_an_answer_was_wrong(prices: Prices) -> None:
    wrong = hop(error_class="invalid_output", error_type="invalid_output", invalid_path="/price")
    seen = exchange(
        wrong,
        hop(wait_us=412_000),
        workflow="smart_summary",
        workflow_version=3,
        schema="product_card",
        schema_version=2,
    )
    first, second, request = build(seen, prices)
    for record in (first, second, request):
        assert (record.workflow, record.workflow_version) == ("smart_summary", 3)
        assert (record.schema, record.schema_version) == ("product_card", 2)
    assert (first.status, first.error_class, first.invalid_path) == (
        "error",
        "invalid_output",
        "/price",
    )
    assert (first.wait_us, second.wait_us, request.wait_us) == (0, 412_000, 0)
    assert (second.status, second.invalid_path) == ("success", "")
    assert (request.status, request.invalid_path) == ("success", "/price")


def test_a_request_has_the_path_of_its_last_wrong_answer(prices: Prices) -> None:
    wrong = [
        hop(error_class="invalid_output", invalid_path=path) for path in ("/a", "/b" * 200, "")
    ]
    *attempts, request = build(exchange(*wrong, status="error", http_status=422), prices)
    assert [record.invalid_path for record in attempts] == ["/a", "/b" * 128, ""]
    assert request.invalid_path == "/b" * 128


def test_a_refusal_names_the_limit_and_a_sample_is_told(prices: Prices) -> None:
    throttled = exchange(
        status="throttled", http_status=429, error_type="limit_reached", limit="120/minute"
    )
    (request,) = build(throttled, prices)
    assert (request.limit, request.error_type) == ("120/minute", "limit_reached")
    (request,) = build(exchange(offline_fallback=True, answer=b"{}"), prices)
    assert request.offline_fallback
