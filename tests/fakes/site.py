"""A gateway on a real port of loopback, the people who have keys to it, and what it records.

Alice's project shop and Charlie's project depot are of different organisations; each has a
provider of its own, so that a call that went astray shows up at the wrong one.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tailrace.capture.price import Prices
from tailrace.control.directory import Directory, KeyGrant, ProjectView, ProviderTarget
from tailrace.control.providers.presets import PRESETS, Preset
from tailrace.control.secrets import hash_secret
from tailrace.control.traffic.limit import LimitView, read_limit
from tailrace.control.traffic.schema import SchemaView, read_schema
from tailrace.control.traffic.workflow import WorkflowView, read_workflow
from tailrace.core.clock import Clock, SystemClock
from tailrace.core.ids import (
    KeyId,
    LimitId,
    OrgId,
    ProjectId,
    ProviderId,
    RequestNumbers,
    SchemaId,
    WorkflowId,
)
from tailrace.core.record import Record
from tailrace.gateway.routes import Gateway, GatewayParts, Limits
from tailrace.gateway.routing.circuit import Circuits
from tailrace.limits.memory import MemoryLimiter
from tests.fakes.live import LiveServer
from tests.fakes.provider import FakeProvider

SHOP, DEPOT = ProjectId(10), ProjectId(20)
ALICE, TEST, READER, EXPIRED = "tr_live_alice", "tr_test_alice", "tr_live_read", "tr_live_old"
CHARLIE = "tr_live_charlie"
UPSTREAM_KEY = "sk-upstream-of-"
LIMITS = Limits(
    max_body_bytes=1 << 20,
    capture_body_bytes=64 << 10,
    upstream_timeout_s=5.0,
    upstream_connect_timeout_s=2.0,
    allow_private=True,
)


@dataclass
class Ledger:
    """What was appended; raises instead when told to."""

    records: list[Record] = field(default_factory=list)
    refusal: Exception | None = None
    used: set[KeyId] = field(default_factory=set)
    held: threading.Event | None = None
    """Appending waits for it."""
    _grew: threading.Condition = field(default_factory=threading.Condition)

    def append(self, records: Sequence[Record]) -> None:
        if self.held is not None:
            self.held.wait(10)
        if self.refusal is not None:
            raise self.refusal
        with self._grew:
            self.records.extend(records)
            self._grew.notify_all()

    def note_used(self, key_id: KeyId, _: datetime) -> None:
        self.used.add(key_id)

    def requests(self, count: int = 1) -> list[Record]:
        """Return the request records, once there are so many."""
        with self._grew:
            found = self._grew.wait_for(lambda: len(self._of_kind("request")) >= count, 5)
            assert found, f"{len(self._of_kind('request'))} of {count} requests were recorded"
            return self._of_kind("request")

    @property
    def request(self) -> Record:
        """The only request record."""
        (only,) = self.requests()
        return only

    @property
    def attempts(self) -> list[Record]:
        return self._of_kind("attempt")

    def clear(self) -> None:
        self.records.clear()
        self.used.clear()
        self.refusal = None
        self.held = None

    def _of_kind(self, kind: str) -> list[Record]:
        return [record for record in self.records if record.kind == kind]


@dataclass
class Site:
    """The gateway's address, and what stands around it."""

    url: str
    ledger: Ledger
    directory: Directory
    stop: Callable[[], None]
    circuits: Circuits
    """The gateway's own."""
    limiter: MemoryLimiter = field(default_factory=MemoryLimiter)

    @property
    def base_urls(self) -> dict[str, str]:
        """Where the providers of all projects are, by their names."""
        views = self.directory.projects.values()
        return {name: one.base_url for view in views for name, one in view.providers.items()}

    @property
    def v1(self) -> str:
        return f"{self.url}/v1"

    def configure(self, **providers: str) -> None:
        """Give the shop other providers, by name and base_url."""
        shop = replace(self.directory.projects[SHOP], providers=targets(providers))
        projects = {**self.directory.projects, SHOP: shop}
        self.directory = replace(self.directory, projects=projects)

    def define(
        self,
        *,
        workflows: Sequence[Mapping[str, Any]] = (),
        schemas: Sequence[Mapping[str, Any]] = (),
        limits: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        """Give the shop workflows, schemas and limits, by their definitions."""
        ran = [WorkflowView(WorkflowId(i), 1, read_workflow(w)) for i, w in enumerate(workflows, 1)]
        kept = [SchemaView(SchemaId(i), 1, read_schema(s)) for i, s in enumerate(schemas, 1)]
        stands = [
            LimitView(LimitId(i), OrgId(1), SHOP, read_limit(one))
            for i, one in enumerate(limits, 1)
        ]
        shop = replace(
            self.directory.projects[SHOP],
            workflows={view.spec.name: view for view in ran},
            schemas={view.spec.name: view for view in kept},
            limits=tuple(stands),
        )
        projects = {**self.directory.projects, SHOP: shop}
        self.directory = replace(self.directory, projects=projects)

    def forget_counts(self) -> None:
        """Let all limits be unused."""
        self.limiter._states.clear()
        self.limiter._ends.clear()

    def withhold_bodies(self) -> None:
        shop = replace(self.directory.projects[SHOP], keep_bodies=False)
        projects = {**self.directory.projects, SHOP: shop}
        self.directory = replace(self.directory, projects=projects)

    def revoke(self, secret: str) -> None:
        grants = {k: v for k, v in self.directory.grants.items() if k != hash_secret(secret)}
        self.directory = replace(self.directory, grants=grants)


def headers(secret: str = ALICE, **more: str) -> dict[str, str]:
    """Return the headers of a call; `x_tailrace_user` stands for `x-tailrace-user`."""
    named = {name.replace("_", "-"): value for name, value in more.items()}
    return {"authorization": f"Bearer {secret}", **named}


def targets(providers: Mapping[str, str]) -> dict[str, ProviderTarget]:
    """Return providers by name and base_url; one that is called like a preset is of that kind."""
    return {
        name: target(i, name, url, PRESETS.get(name, PRESETS["openai"]))
        for i, (name, url) in enumerate(providers.items(), 1)
    }


def target(number: int, name: str, url: str, preset: Preset) -> ProviderTarget:
    return ProviderTarget(
        ProviderId(number),
        name,
        preset.protocol,
        url,
        UPSTREAM_KEY + name,
        name,
        preset.auth,
        preset.headers,
    )


def directory(shop: Mapping[str, str], depot: Mapping[str, str]) -> Directory:
    """Return a picture with everybody in it, and the providers of both projects by base_url."""
    acme, globex = OrgId(1), OrgId(2)
    projects = {
        SHOP: ProjectView(acme, SHOP, "acme", "shop", "UTC", targets(shop), keep_bodies=True),
        DEPOT: ProjectView(
            globex, DEPOT, "globex", "depot", "UTC", targets(depot), keep_bodies=True
        ),
    }
    makes_calls, reads = frozenset({"gateway", "read"}), frozenset({"read"})
    long_ago = datetime.fromisoformat("2020-01-01T00:00:00Z")
    grants = {
        ALICE: KeyGrant(KeyId(1), acme, SHOP, "alice", makes_calls, "live", None),
        TEST: KeyGrant(KeyId(2), acme, SHOP, "alice-test", makes_calls, "test", None),
        READER: KeyGrant(KeyId(3), acme, SHOP, "reader", reads, "live", None),
        EXPIRED: KeyGrant(KeyId(4), acme, SHOP, "old", makes_calls, "live", long_ago),
        CHARLIE: KeyGrant(KeyId(5), globex, DEPOT, "charlie", makes_calls, "live", None),
    }
    hashed = {hash_secret(secret): grant for secret, grant in grants.items()}
    return Directory(version=1, grants=hashed, projects=projects)


@contextmanager
def gateway_site(
    picture: Directory,
    prices: Prices,
    *,
    clock: Clock | None = None,
    numbers: RequestNumbers | None = None,
    limits: Limits = LIMITS,
) -> Iterator[Site]:
    """Serve a gateway over the picture."""
    clock = clock or SystemClock()
    site = Site("", Ledger(), picture, lambda: None, Circuits(clock))
    gateway = Gateway(
        GatewayParts(
            directory=lambda: site.directory,
            note_used=site.ledger.note_used,
            append=site.ledger.append,
            prices=prices,
            clock=clock,
            numbers=numbers or RequestNumbers(),
            limits=limits,
            limiter=site.limiter,
        )
    )
    site.circuits = gateway.circuits
    with LiveServer(gateway, opened=gateway.open, closed=gateway.close) as server:
        site.url, site.stop = server.url, server.stop
        yield site


@contextmanager
def small_site(provider: FakeProvider, prices: Prices, limits: Limits) -> Iterator[Site]:
    """Serve a gateway with other limits, with the provider as the shop's `openai`."""
    with (
        served(provider) as url,
        gateway_site(directory({"openai": url}, {}), prices, limits=limits) as site,
    ):
        yield site


@contextmanager
def served(provider: FakeProvider) -> Iterator[str]:
    """Serve a fake provider; gives its base_url."""
    with LiveServer(provider) as server:
        yield server.url + provider.base_path
