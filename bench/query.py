"""What questions cost: `python -m bench.query [small] [large]`, by default 1 M and 10 M requests.

Prints, for each question, the median at both sizes, the growth between them, and the same answer
made by scanning the raw rows with no rollup, in the same run. Milliseconds of the clock say more
about who else uses the machine than about the question: look at the ratios, and at the CPU time
that the questions used in all threads. Ten million requests take some minutes to make.
"""

import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.month import END, ORG_ID, PROJECTS, START, fill
from tailrace.core.clock import SystemClock
from tailrace.core.ids import OrgId, ProjectId
from tailrace.core.scope import Scope
from tailrace.core.window import Window
from tailrace.query.grammar.parse import parse
from tailrace.query.plan import RAW, Branch
from tailrace.query.question import Granularity, Names, Question
from tailrace.query.reader import Reader
from tailrace.query.requests.detail import get_request
from tailrace.query.requests.page import Listing, list_requests
from tailrace.query.requests.trace import get_trace
from tailrace.query.run import run
from tailrace.query.sql.branch import Context
from tailrace.query.sql.parameters import Parameters
from tailrace.query.sql.select import select
from tailrace.query.summaries.facets import FacetQuestion, facets
from tailrace.query.summaries.snapshot import snapshot
from tailrace.store.engine import Engine
from tailrace.store.migrate import migrate

SIZES = (1_000_000, 10_000_000)
ROUNDS = 7
SCOPE = Scope(OrgId(ORG_ID), frozenset(map(ProjectId, PROJECTS)))
NAMES = Names({ProjectId(number): name for number, name in PROJECTS.items()})
MONTH = Window(START, END, ZoneInfo("Europe/Berlin"))
OVERVIEW = (
    "requests",
    "total_tokens",
    "cost_usd",
    "error_rate",
    "latency_p50_ms",
    "latency_p95_ms",
)
COUNTS = ("requests", "cost_usd")
DASHBOARD_MS, PAGE_MS, GROWTH = 150, 100, 1.5


@dataclass(frozen=True, slots=True)
class Cost:
    """Medians of one question, in milliseconds."""

    wall: float
    cpu: float
    raw: float | None = None


def question(
    metrics: tuple[str, ...],
    *groups: str,
    by: Granularity | None = None,
    text: str = "",
) -> Question:
    return Question(MONTH, metrics, groups, by, parse(f"{text} test_mode:false"), limit=2000)


QUESTIONS = {
    "totals": question(OVERVIEW),
    "by day": question(OVERVIEW, by="day"),
    "by hour": question(OVERVIEW, by="hour"),
    "by provider and model": question(OVERVIEW, "provider", "model"),
    "by workflow": question(OVERVIEW, "workflow"),
    "by status and day": question(COUNTS, "status", by="day"),
    "by model and day": question(COUNTS, "model", by="day"),
    "by tag": question(COUNTS, "tag"),
    "by user": question(COUNTS, "user"),
    "by customer.segment": question(COUNTS, "customer.segment"),
    "one model, by day": question(OVERVIEW, by="day", text="model:openai-mini"),
    "one workflow, by day": question(OVERVIEW, by="day", text="workflow:support"),
    "errors by provider": question(COUNTS, "provider", text="status:error"),
}
PAGES = {
    "first page": "",
    "first page, status:error": "status:error",
    "first page, a busy user": "user:u_17",
    "first page, a rare user": "user:u_9321",
    "first page, customer.tenant": "customer.tenant:t_7",
}
FACETS = ("model", "workflow", "tag", "user", "customer")


def main(sizes: tuple[int, ...]) -> int:
    """Measure at each size and print."""
    folder = Path(tempfile.mkdtemp())
    try:
        measured = [measure(folder / str(size), size, raw=size == sizes[-1]) for size in sizes]
    finally:
        shutil.rmtree(folder)
    print_table(sizes, measured)
    return 0


def measure(folder: Path, requests: int, *, raw: bool) -> dict[str, Cost]:
    """Fill a store with that many requests and ask everything."""
    engine = Engine.open(f"chdb://{folder}")
    migrate(engine, clock=SystemClock())
    began = time.perf_counter()
    fill(engine, requests)
    took = time.perf_counter() - began
    print(f"{requests:,} requests and their attempts made in {took:.0f} s", flush=True)
    settle(engine)
    reader = Reader(engine)
    costs = {
        name: replace(cost(ask(reader, one)), raw=cost(scan(reader, one)).wall if raw else None)
        for name, one in QUESTIONS.items()
    }
    costs |= {name: cost(call) for name, call in calls(reader).items()}
    engine.close()
    return costs


def settle(engine: Engine) -> None:
    """Wait until the store has merged what was put in, or for two minutes."""
    for _ in range(120):
        if engine.query("SELECT count() FROM system.merges").rows == [(0,)]:
            return
        time.sleep(1)


def calls(reader: Reader) -> dict[str, Callable[[], object]]:
    """Return what is asked besides questions for numbers."""
    newest = list_requests(reader, SCOPE, NAMES, Listing(MONTH)).rows[-1]
    return {
        "snapshot": lambda: snapshot(reader, SCOPE, NAMES, MONTH),
        **{name: page(reader, text) for name, text in PAGES.items()},
        **{f"facets of {field}": choices(reader, field) for field in FACETS},
        "one request": lambda: get_request(reader, SCOPE, NAMES, newest.id),
        "one trace": lambda: get_trace(reader, SCOPE, newest.trace_id),
    }


def ask(reader: Reader, one: Question) -> Callable[[], object]:
    return lambda: run(reader, SCOPE, NAMES, one)


def scan(reader: Reader, one: Question) -> Callable[[], object]:
    """Return the same from raw rows alone; of a chart, only its total."""
    flat = replace(one, granularity=None)
    context = Context(SCOPE, NAMES, flat, (), Parameters())
    statement = select(context, (Branch(RAW, MONTH.start, MONTH.end),))
    return lambda: reader.read(statement)


def page(reader: Reader, text: str) -> Callable[[], object]:
    return lambda: list_requests(reader, SCOPE, NAMES, Listing(MONTH, parse(text)))


def choices(reader: Reader, field: str) -> Callable[[], object]:
    return lambda: facets(reader, SCOPE, NAMES, FacetQuestion(field, MONTH))


def cost(call: Callable[[], object]) -> Cost:
    """Return the medians of some rounds, after one that warms the caches."""
    call()
    walls, cpus = [], []
    for _ in range(ROUNDS):
        wall, cpu = time.perf_counter(), cpu_seconds()
        call()
        walls.append(1000 * (time.perf_counter() - wall))
        cpus.append(1000 * (cpu_seconds() - cpu))
    return Cost(statistics.median(walls), statistics.median(cpus))


def cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def print_table(sizes: tuple[int, ...], measured: list[dict[str, Cost]]) -> None:
    small, large = measured[0], measured[-1]
    print(f"\nmedians of {ROUNDS}, ms; CPU in all threads")
    heads = [f"{size / 1e6:g} M" for size in (sizes[0], sizes[-1])]
    print(f"{'':28}{heads[0]:>9}{heads[1]:>9}{'growth':>8}{'CPU ' + heads[0]:>11}"
          f"{'CPU ' + heads[1]:>10}{'growth':>8}{'raw':>9}{'raw/ours':>10}")  # fmt: skip
    for name, few in small.items():
        many = large[name]
        raw = f"{many.raw:9.0f}{many.raw / many.wall:9.1f}x" if many.raw else ""
        print(
            f"{name:28}{few.wall:9.1f}{many.wall:9.1f}{many.wall / few.wall:7.2f}x"
            f"{few.cpu:11.1f}{many.cpu:10.1f}{many.cpu / few.cpu:7.2f}x{raw}"
        )
    print_targets(small, large)


def print_targets(small: dict[str, Cost], large: dict[str, Cost]) -> None:
    dashboards = ["snapshot", *QUESTIONS]
    print(f"dashboard questions under {DASHBOARD_MS} ms: {_met(large, dashboards, DASHBOARD_MS)}")
    print(f"first pages under {PAGE_MS} ms: {_met(large, [*PAGES], PAGE_MS)}")
    for clock, growths in (
        ("the clock", [large[name].wall / small[name].wall for name in dashboards]),
        ("CPU", [large[name].cpu / small[name].cpu for name in dashboards]),
    ):
        print(
            f"growth of dashboard questions by {clock}: median {statistics.median(growths):.2f}x, "
            f"{sum(growth < GROWTH for growth in growths)} of {len(growths)} under {GROWTH}x"
        )


def _met(costs: dict[str, Cost], names: list[str], limit: float) -> str:
    slowest = max(names, key=lambda name: costs[name].wall)
    met = sum(costs[name].wall < limit for name in names)
    return f"{met} of {len(names)}; slowest {slowest}, {costs[slowest].wall:.0f} ms"


if __name__ == "__main__":
    sys.exit(main(tuple(map(int, sys.argv[1:])) or SIZES))
