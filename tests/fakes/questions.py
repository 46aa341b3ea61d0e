"""Questions that nobody would think of: random filters, groups and windows over the population."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tailrace.core.ids import TraceId
from tailrace.core.window import Window
from tailrace.query.catalog import FIELDS, METRICS, find_field
from tailrace.query.cells import families
from tailrace.query.grammar.filter import (
    And,
    Between,
    Choice,
    Comparison,
    Exact,
    Filter,
    Glob,
    Has,
    Not,
    Number,
    Or,
    Term,
)
from tests.fakes.population import (
    END,
    LIMITS,
    MODELS,
    PATHS,
    SCHEMAS,
    SEGMENTS,
    START,
    TAGS,
    USERS,
    WORKFLOWS,
    population,
)
from tests.fakes.recount import id_of

ZONES = ("UTC", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns")
CUSTOMER = ("customer.segment", "customer.meta.plan", "customer.meta=", "customer.nobody")
COMPARISONS: tuple[Comparison, ...] = ("=", ">", ">=", "<", "<=")
HAS = ("error", "retry", "cost", "ttft", "overhead", "tokens", "user", "key", "tag", "workflow",
       "error_class", "http_status", "provider", "reasoning_tokens", "workflow_version", "schema",
       "invalid_path", "limit", *CUSTOMER)  # fmt: skip

_WORDS = {
    "user": USERS,
    "tag": TAGS,
    "workflow": WORKFLOWS,
    "schema": SCHEMAS,
    "invalid_path": PATHS,
    "limit": LIMITS,
    "provider": ("openai", "groq", ""),
    "model": tuple(model for _, model in MODELS),
    "project": ("shop", "lab", "vault", "depot"),
    "key": ("ci", "web", "worker 3", "", "nokey"),
    "environment": ("", "production"),
    "customer.segment": SEGMENTS,
    "session": ("s_1", "s_2", "s_39"),
}
_SOME = [line.records[0] for line in population(40)]

groupable = st.sampled_from([*(f.name for f in FIELDS.values() if f.groups), *CUSTOMER])
rolled_up = st.sampled_from([f.name for f in FIELDS.values() if families(frozenset({f.name}))])
metrics = st.lists(st.sampled_from(list(METRICS)), min_size=1, max_size=4, unique=True).map(tuple)


def texts(name: str) -> st.SearchStrategy[Choice]:
    word = st.sampled_from(_WORDS.get(name, ("", "x", "chat", "stop", "gpt-4o")))
    pieces = st.tuples(word.map(lambda w: w[:2]), word.map(lambda w: w[-1:]))
    return st.one_of(word.map(Exact), pieces.map(Glob))


def numbers(name: str) -> st.SearchStrategy[Choice]:
    top = 600 if name == "http_status" else 5000
    value = st.one_of(
        st.integers(0, top).map(Decimal),
        st.decimals(0, 2, places=7, allow_nan=False),
        st.sampled_from([Decimal(200), Decimal(502), Decimal(0), Decimal(999_999_999_999_999)]),
    )
    pairs = st.tuples(value, value).map(sorted)
    return st.one_of(
        st.builds(Number, st.sampled_from(COMPARISONS), value),
        pairs.map(lambda pair: Between(*pair)),
    )


def _choices(name: str) -> st.SearchStrategy[Choice]:
    field = find_field(name)
    assert field is not None
    if field.kind == "number":
        return numbers(name)
    if field.kind == "request_id":
        return st.sampled_from(_SOME).map(lambda r: Exact(id_of(r)))
    if field.kind == "trace_id":
        return st.sampled_from(_SOME).map(lambda r: Exact(str(TraceId(r.trace_high, r.trace_low))))
    if field.choices:
        return st.sampled_from(field.choices).map(Exact)
    return texts(name)


def terms(names: st.SearchStrategy[str]) -> st.SearchStrategy[Filter]:
    return names.flatmap(
        lambda name: st.lists(_choices(name), min_size=1, max_size=3).map(
            lambda choices: Term(name, tuple(choices))
        )
    )


def trees(leaves: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
    def several(inner: st.SearchStrategy[Filter]) -> st.SearchStrategy[Any]:
        return st.lists(inner, min_size=2, max_size=3).map(tuple)

    return st.recursive(
        leaves,
        lambda inner: st.one_of(inner.map(Not), several(inner).map(And), several(inner).map(Or)),
        max_leaves=5,
    )


any_field = st.sampled_from([*FIELDS, *CUSTOMER])
filters = trees(st.one_of(terms(any_field), st.sampled_from(HAS).map(Has)))
everything = st.just(And(()))


@st.composite
def windows(draw: st.DrawFn) -> Window:
    """Windows with ends anywhere, on hours, or on days."""
    span = (END - START) + timedelta(days=2)
    moments = []
    for _ in range(2):
        at = START - timedelta(days=1) + span * draw(st.floats(0, 1))
        grain = draw(st.sampled_from(["any", "hour", "day"]))
        moments.append(_aligned(at, grain))
    start, end = sorted(moments)
    return Window(start, end + timedelta(hours=1), ZoneInfo(draw(st.sampled_from(ZONES))))


def _aligned(at: datetime, grain: str) -> datetime:
    if grain == "any":
        return at
    hour = 0 if grain == "day" else at.hour
    return at.replace(hour=hour, minute=0, second=0, microsecond=0)
