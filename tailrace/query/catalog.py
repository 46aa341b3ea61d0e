"""Metrics, dimensions and filter fields as data.

The list, the chart, the facets, the search grammar and the API all read these definitions, so
their numbers and names agree. A metric is one SQL expression over cells (`query/cells.py`), read
as columns of `c`; a field is one SQL expression over a raw row, read as columns of `s`. What must
stay true: SQL holds names from here only, and what people send arrives as bound parameters.

Percentiles use the nearest rank: of n observations, quantile q is the one at rank ceil(q n). It is
looked up in the log-bucket histogram (ratio 1.02) and given as the middle of its bucket,
1.02^b (1 + 1/1.02) / 2, which is within 1 % of the observation. The population of latency is that
of `error_rate`: requests that ended in success or error.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Literal, get_args

from tailrace.core.errors import BadInput
from tailrace.core.record import ErrorClass, Source, Status

Unit = Literal["", "usd", "ms", "tokens", "tokens/s", "ratio"]
Kind = Literal[
    "text", "choice", "flag", "number", "name", "request_id", "trace_id", "tags", "customer"
]

CUSTOMER = "customer."
TIME = "time"


@dataclass(frozen=True, slots=True)
class Metric:
    """A number over a group of requests. `empty` is its value for a group without requests."""

    name: str
    unit: Unit
    help: str
    sql: str
    cells: tuple[str, ...]
    empty: int | str | None = 0
    additive: bool = False
    """The values of disjoint groups add up to that of all; a percentile's do not."""


@dataclass(frozen=True, slots=True)
class Field:
    """Something that requests can be filtered by and, unless it is a number or an id, grouped by.

    `sql` reads it from a raw row. A `choice` is never absent; a `text` may be, and is empty then.
    For numbers, `unit_size` stored units make one of the field's, and `known` is the condition
    under which the value is known (`{x}` stands for the expression).
    """

    name: str
    kind: Kind
    help: str
    sql: str = ""
    unit: Unit = ""
    unit_size: int = 1
    known: str = "1"
    choices: tuple[str, ...] = ()
    groups: bool = False


def _sum(name: str, text: str, *, cell: str = "", unit: Unit = "") -> Metric:
    cell = cell or name
    return Metric(name, unit, text, f"sum(c.{cell})", (cell,), additive=True)


def _percentile(name: str, text: str, cell: str, percent: int) -> Metric:
    """Nearest rank in a histogram, in whole numbers: ceil(q n) = (percent n + 99) div 100."""
    buckets, counts = f"mapKeys(sumMap(c.{cell}))", f"mapValues(sumMap(c.{cell}))"
    sql = (
        f"pow(1.02, arrayElementOrNull({buckets}, arrayFirstIndex(\n"
        f"    reached -> reached >= intDiv({percent} * arraySum({counts}) + 99, 100),\n"
        f"    arrayCumSum({counts})\n"
        f"  ))) * (1 + 1 / 1.02) / 2 / 1000"
    )
    return Metric(name, "ms", text, sql, (cell,), empty=None)


_ANSWERED = "(sum(c.successes) + sum(c.errors))"


def _average(over: str, under: str) -> str:
    return f"if({under} = 0, NULL, {over} / {under})"


METRICS: Mapping[str, Metric] = MappingProxyType(
    {
        metric.name: metric
        for metric in (
            _sum("requests", "Requests, whatever became of them.", cell="n"),
            _sum("successes", "Requests that succeeded."),
            _sum("errors", "Requests that failed."),
            Metric(
                "error_rate",
                "ratio",
                "Errors among successes and errors, 0 to 1. Throttled and cancelled requests are "
                "in neither; null when there are none of both.",
                _average("sum(c.errors)", _ANSWERED),
                ("errors", "successes"),
                empty=None,
            ),
            _sum("throttled", "Requests refused by a limit or budget of yours."),
            _sum("cancelled", "Requests whose client hung up."),
            _sum("rescued", "Requests that succeeded after a failed attempt."),
            _sum("attempts", "Provider calls made."),
            _sum("prompt_tokens", "Prompt tokens, where known.", unit="tokens"),
            _sum("completion_tokens", "Completion tokens, where known.", unit="tokens"),
            Metric(
                "total_tokens",
                "tokens",
                "Prompt and completion tokens, where known.",
                "sum(c.prompt_tokens) + sum(c.completion_tokens)",
                ("prompt_tokens", "completion_tokens"),
                additive=True,
            ),
            _sum("cached_tokens", "Prompt tokens read from a cache.", unit="tokens"),
            _sum("cache_write_tokens", "Prompt tokens written to a cache.", unit="tokens"),
            _sum("reasoning_tokens", "Completion tokens spent on reasoning.", unit="tokens"),
            Metric(
                "cost_usd",
                "usd",
                "Cost in US dollars of the requests with a known price; null when there are "
                "requests to be paid and no price is known for any.",
                "if(sum(c.priced) = 0 AND sum(c.unpriced) > 0, NULL, sum(c.cost_usd))",
                ("priced", "unpriced", "cost_usd"),
                empty="0",
                additive=True,
            ),
            _sum(
                "unpriced_requests",
                "Requests that cost something unknown: answered or with tokens, without a price.",
                cell="unpriced",
            ),
            _percentile("latency_p50_ms", "Half of the answers were faster.", "latency", 50),
            _percentile("latency_p95_ms", "95 % of the answers were faster.", "latency", 95),
            _percentile("latency_p99_ms", "99 % of the answers were faster.", "latency", 99),
            Metric(
                "latency_avg_ms",
                "ms",
                "Mean duration of successes and errors.",
                _average("sum(c.duration_us) / 1000", _ANSWERED),
                ("duration_us", "successes", "errors"),
                empty=None,
            ),
            _percentile("ttft_p50_ms", "Median time to the first chunk, of streams.", "ttft", 50),
            _percentile("ttft_p95_ms", "95th percentile of time to first chunk.", "ttft", 95),
            Metric(
                "output_tokens_per_s",
                "tokens/s",
                "Completion tokens per second of successes with known tokens.",
                _average("1000000 * sum(c.output_tokens)", "sum(c.output_us)"),
                ("output_tokens", "output_us"),
                empty=None,
            ),
            _percentile("overhead_p95_ms", "95th percentile of our own time.", "overhead", 95),
        )
    }
)


def _number(name: str, text: str, sql: str, known: str = "1", unit: Unit = "") -> Field:
    size = {"ms": 1000, "usd": 10**10}.get(unit, 1)
    return Field(name, "number", text, sql, unit, size, known)


def _tokens(name: str, text: str, bit: int) -> Field:
    return _number(name, text, f"s.{name}", f"bitTest(s.known_tokens, {bit})", "tokens")


def _version(name: str, text: str) -> Field:
    return Field(name, "number", text, f"s.{name}", known="{x} != 0", groups=True)


def _text(name: str, text: str, *, groups: bool = True) -> Field:
    return Field(name, "text", text, f"s.{name}", groups=groups)


def _choice(name: str, text: str, choices: object) -> Field:
    return Field(name, "choice", text, f"s.{name}", choices=_words(choices), groups=True)


def _words(literal: object) -> tuple[str, ...]:
    return tuple(word for word in get_args(literal) if word)


def _flag(name: str, text: str) -> Field:
    return Field(name, "flag", text, f"s.{name}", choices=("true", "false"), groups=True)


FIELDS: Mapping[str, Field] = MappingProxyType(
    {
        field.name: field
        for field in (
            Field("project", "name", "The project's name.", "s.project_id", groups=True),
            Field("key", "name", "The key's name.", "s.key_id", groups=True),
            _text("provider", "Who answered, or was tried last."),
            _text("model", "The model that answered, or was tried last."),
            _text("requested_provider", "The provider that was asked for."),
            _text("requested_model", "The model that was asked for."),
            _text("workflow", "The workflow that was named."),
            _version("workflow_version", "The workflow's version that ran."),
            _text("schema", "The schema that answers were held against."),
            _version("schema_version", "The schema's version."),
            _text("invalid_path", "Where an answer broke its schema first, rescued or not."),
            _text("limit", "The limit or budget that refused the request."),
            _flag("offline_fallback", "Whether the schema's sample was answered."),
            _choice("status", "How the request ended.", Status),
            Field(
                "http_status",
                "number",
                "What the client was sent.",
                "s.http_status",
                known="{x} != 0",
                groups=True,
            ),
            _text("error_type", "The provider's or our name of the error."),
            Field(
                "error_class",
                "text",
                "The kind of error.",
                "s.error_class",
                choices=_words(ErrorClass),
                groups=True,
            ),
            _text("finish_reason", "Why the model stopped."),
            _text("user", "The caller's user."),
            _text("session", "The caller's session."),
            Field("tag", "tags", "One of the request's tags.", "s.tags", groups=True),
            _text("environment", "Such as production."),
            _choice("source", "Where the record came from.", Source),
            _text("operation", "Such as chat or embeddings."),
            _flag("streamed", "Whether the answer was streamed."),
            _flag("test_mode", "Test requests are left out unless they are asked for."),
            Field("id", "request_id", "The request's id."),
            Field("trace", "trace_id", "The trace's id."),
            _number("attempts", "Provider calls made.", "s.attempts"),
            _number(
                "duration_ms", "From the call to the end of its answer.", "s.duration_us", unit="ms"
            ),
            _number("ttft_ms", "Time to the first chunk.", "s.ttft_us", "s.has_ttft", "ms"),
            _number("overhead_ms", "Our own time.", "s.overhead_us", "s.has_overhead", "ms"),
            _tokens("prompt_tokens", "Tokens in.", 0),
            _tokens("completion_tokens", "Tokens out.", 1),
            _number(
                "total_tokens",
                "Tokens in and out.",
                "(toUInt64(s.prompt_tokens) + s.completion_tokens)",
                "bitAnd(s.known_tokens, 3) != 0",
                "tokens",
            ),
            _tokens("cached_tokens", "Prompt tokens from a cache.", 2),
            _tokens("reasoning_tokens", "Tokens spent on reasoning.", 4),
            _number(
                "cost_usd", "Cost in US dollars.", "s.cost_usd", "s.cost_source != 'none'", "usd"
            ),
        )
    }
)

TRAIT_FIELDS: Mapping[str, str] = MappingProxyType({"error": "status", "retry": "attempts"})
"""What `has:` may ask beside "this field is there", and the field that tells."""

HAS_NAMES: Mapping[str, str] = MappingProxyType(
    {"cost": "cost_usd", "ttft": "ttft_ms", "overhead": "overhead_ms", "tokens": "total_tokens"}
)
"""Short names that `has:` knows for fields."""


def find_field(name: str) -> Field | None:
    """Return the field, also of a `customer.<path>`; None when there is none."""
    if name.startswith(CUSTOMER) and len(name) > len(CUSTOMER):
        path = name.removeprefix(CUSTOMER)
        return Field(name, "customer", f"{path} of the customer data.", groups=True)
    return FIELDS.get(name)


def get_metric(name: str) -> Metric:
    """Return the metric; raises BadInput with the nearest known name."""
    if name not in METRICS:
        raise BadInput(f"There is no metric {name[:64]!r}.", hint=_did_you_mean(name, METRICS))
    return METRICS[name]


def get_dimension(name: str) -> Field:
    """Return the field that requests can be grouped by; raises BadInput with the nearest name."""
    field = find_field(name)
    if field is None or not field.groups:
        known = {one.name: one for one in FIELDS.values() if one.groups}
        raise BadInput(f"There is no dimension {name[:64]!r}.", hint=_did_you_mean(name, known))
    return field


def nearest(name: str, known: Mapping[str, object]) -> str | None:
    """Return the known name that looks most like `name`, if any does."""
    found = get_close_matches(name.lower(), known, n=1, cutoff=0.6)
    return found[0] if found else None


def _did_you_mean(name: str, known: Mapping[str, object]) -> str:
    close = nearest(name, known)
    return f"Did you mean {close}?" if close else f"There are {', '.join(known)}."
