"""Every route against everybody: nobody, strangers, other projects' keys, viewers, foreign pages.

`tests/fakes/doorbell.py` has one call for each route of the application; a route without one fails.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from tailrace.control.people.accounts import find_user, list_members
from tailrace.control.people.invitations import invite, list_invitations
from tailrace.control.projects.keys import list_keys
from tailrace.control.projects.projects import find_organisation, list_projects
from tailrace.control.providers.providers import ProviderSpec, create_provider, list_providers
from tailrace.control.saved.dashboards import (
    DashboardSpec,
    create_dashboard,
    list_dashboards,
)
from tailrace.control.saved.owned import Keeper, Label
from tailrace.control.saved.views import ViewSpec, create_view, list_views
from tailrace.control.traffic.limits import create_limit, list_limits
from tailrace.control.traffic.schemas import SCHEMAS
from tailrace.control.traffic.versions import Author
from tailrace.control.traffic.workflows import WORKFLOWS
from tailrace.core.clock import from_us
from tailrace.query.reader import Reader
from tests.fakes.doorbell import CALLS, LIMIT, Call, looks, runs
from tests.fakes.town import Town, browser, email, key_holder, visitor
from tests.fakes.traffic import Traffic, public_id

Browser = Callable[[], TestClient]


@dataclass(frozen=True, slots=True)
class Said:
    """What one call was answered."""

    route: str
    status: int
    text: str
    headers: Any

    @property
    def call(self) -> Call:
        return CALLS[self.route]

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class World:
    """The town with its traffic, and the names that calls hold."""

    app: FastAPI
    town: Town
    traffic: Traffic
    things: dict[str, Any]

    def send(self, client: TestClient, route: str, **headers: str) -> Said:
        call = CALLS[route]
        method, _ = route.split()
        body = None if call.body is None else {k: self._fill(v) for k, v in call.body.items()}
        path = call.path.format(**self.things)
        answer = client.request(method, path, json=body, headers=headers)
        return Said(route, answer.status_code, answer.text, answer.headers)

    def send_all(self, enter: Browser, **headers: str) -> list[Said]:
        """Return the answer of each route, each asked for by a client that has just come."""
        return [self.send(enter(), route, **headers) for route in CALLS]

    def _fill(self, value: Any) -> Any:
        known = isinstance(value, str) and value.startswith("{")
        return self.things[value.strip("{}")] if known else value

    def acme(self) -> object:
        """Return everything that acme has, to see whether anything changed."""
        acme = self.town.organisations["acme"]
        with self.town.control.db.reading() as connection:
            return (
                list_keys(connection, acme),
                list_providers(connection, acme),
                list_projects(connection, acme),
                list_members(connection, acme),
                WORKFLOWS.list_newest(connection, acme),
                SCHEMAS.list_newest(connection, acme),
                list_limits(connection, acme),
                list_views(connection, self.things["alice"]),
                list_invitations(connection, acme),
                find_organisation(connection, "acme"),
                list_dashboards(connection, self.things["alice"]),
            )

    def secrets_of(self, *projects: str) -> list[str]:
        """Return texts that only readers of these projects may see."""
        said = []
        for project in projects:
            number = self.town.projects[project]
            said += [f'"{project}"', f'"{project}-', f"in project {number}"]
            said += [public_id(record) for record in self.traffic.of(number)]
        return said


@pytest.fixture
def store(traffic: Traffic) -> Reader:
    return traffic.store


@pytest.fixture
def world(api: FastAPI, town: Town, traffic: Traffic) -> World:
    spec = ProviderSpec("shop-provider", "openai", "http://127.0.0.1:9/v1", "sk-of-the-shop")
    now = from_us(town.clock.now_us())
    acme, shop = town.organisations["acme"], town.projects["shop"]
    with town.control.db.transaction() as connection:
        provider = create_provider(connection, town.control.box, acme, shop, spec, now)
        spare = replace(spec, name="spare")
        create_provider(connection, town.control.box, acme, shop, spare, now)
        author = Author(now)
        workflow = WORKFLOWS.create(connection, acme, shop, runs("shop-workflow"), author)
        schema = SCHEMAS.create(connection, acme, shop, looks("shop-schema"), author)
        limit = create_limit(connection, acme, shop, LIMIT, author)
        owner = find_user(connection, email("alice"))
        assert owner is not None
        bob = find_user(connection, email("bob"))
        assert bob is not None
        invited = invite(connection, acme, "olga@example.com", "member", owner.id, now)
        alice = Keeper(acme, owner.id, "owner")
        shared = ViewSpec(Label("shop-view", shared=True, project_id=shop), "requests", "last=7d")
        view = create_view(connection, alice, shared, now)
        cards = DashboardSpec(replace(shared.label, name="shop-dashboard"), ())
        dashboard = create_dashboard(connection, alice, cards, now)
    town.control.directory.refresh()
    request = traffic.of(shop)[0]
    things = {
        "acme": acme,
        "shop": shop,
        "lab": town.projects["lab"],
        "bob": bob.id,
        "invitation": invited.invitation.id,
        "key": town.keys["shop-read"],
        "provider": provider.id,
        "workflow": workflow.id,
        "schema": schema.id,
        "limit": limit.id,
        "view": view.id,
        "dashboard": dashboard.id,
        "alice": alice,
        "request": public_id(request),
        "trace": f"{request.trace_high:016x}{request.trace_low:016x}",
    }
    return World(api, town, traffic, things)


def routes_of(app: FastAPI) -> Iterator[str]:
    """Return `METHOD /path` of each route, by the path in its own router."""
    for included in app.routes:
        for route in included.original_router.routes:  # type: ignore[attr-defined]
            assert isinstance(route, APIRoute)
            for method in route.methods or ():
                yield f"{method} {route.path}"


def leaks(said: Said, secrets: list[str]) -> list[str]:
    return [text for text in secrets if text in said.text]


def test_every_route_has_a_call(api: FastAPI) -> None:
    assert sorted(routes_of(api)) == sorted(CALLS)


def test_the_calls_work_for_alice(world: World) -> None:
    answers = world.send_all(lambda: browser(world.app, "alice"))
    assert not [said for said in answers if not said.is_success and said.call.who != "anybody"]


def test_nobody_is_told_to_sign_in(world: World) -> None:
    before = world.acme()
    for said in world.send_all(lambda: visitor(world.app)):
        expected = said.call.stranger if said.call.who == "anybody" else 401
        assert (said.route, said.status) == (said.route, expected)
        assert not leaks(said, world.secrets_of("shop", "lab")), said.route
    assert world.acme() == before


def test_a_stranger_gets_and_changes_nothing(world: World) -> None:
    before = world.acme()
    secrets = [*world.secrets_of("shop", "lab"), '"acme', "alice", "bob", "vera"]
    for said in world.send_all(lambda: browser(world.app, "charlie")):
        assert (said.route, said.status) == (said.route, said.call.stranger)
        assert not leaks(said, secrets), said.route
    assert world.acme() == before


def test_a_stranger_s_numbers_count_only_their_own(world: World) -> None:
    charlie = browser(world.app, "charlie")
    own = len(world.traffic.of(world.town.projects["depot"]))

    def told(route: str) -> Any:
        return json.loads(world.send(charlie, route).text)

    assert told("GET /snapshot")["requests"] == own
    (row,) = told("GET /metrics")["data"]
    assert (row["project"], row["requests"]) == ("depot", own)
    assert sum(row["requests"] for row in told("POST /query")["data"]) == own
    assert told("GET /facets")["data"] == [{"value": "depot", "count": own}]
    (projects,) = [
        one for one in told("GET /explain")["data"]["breakdowns"] if one["dimension"] == ["project"]
    ]
    assert {row["by"]["project"] for row in projects["values"]} <= {"depot"}
    assert {change["project"] for change in told("GET /changes")["data"]} <= {"depot", None}
    assert len(told("GET /requests")["data"]) == own


@pytest.mark.parametrize("key", ["lab-read", "depot-read"])
def test_another_project_s_key_gets_and_changes_nothing(world: World, key: str) -> None:
    before = world.acme()
    for said in world.send_all(lambda: key_holder(world.app, world.town.secrets[key])):
        expected = said.call.stranger if said.call.who in ("anybody", "reader") else 403
        assert (said.route, said.status) == (said.route, expected)
        assert not leaks(said, world.secrets_of("shop")), said.route
    assert world.acme() == before


def test_a_key_without_read_is_refused(world: World) -> None:
    for said in world.send_all(lambda: key_holder(world.app, world.town.secrets["shop-gateway"])):
        assert said.status == 403 or said.call.who == "anybody", said.route


def test_a_viewer_reads_and_does_not_write(world: World) -> None:
    before = world.acme()
    for said in world.send_all(lambda: browser(world.app, "vera")):
        if said.call.who in ("manager", "writer"):
            assert (said.status, '"not_allowed"' in said.text) == (403, True), said.route
        else:
            assert said.is_success or said.call.who == "anybody", said.route
    assert world.acme() == before


def test_a_write_without_the_csrf_token_is_refused(world: World) -> None:
    def enter() -> TestClient:
        alice = browser(world.app, "alice")
        del alice.headers["X-CSRF-Token"]
        return alice

    before = world.acme()
    for said in world.send_all(enter):
        refused = said.call.who in ("writer", "self")
        assert (said.route, said.status == 403) == (said.route, refused)
    assert world.acme() == before


def test_a_foreign_page_changes_nothing_and_reads_nothing(world: World) -> None:
    before = world.acme()
    foreign = "https://evil.example"
    for said in world.send_all(lambda: browser(world.app, "alice"), Origin=foreign):
        assert (said.route, said.status == 403) == (said.route, said.call.changes)
        assert "access-control-allow-origin" not in said.headers
    assert world.acme() == before


def test_no_parameter_widens(world: World) -> None:
    """Naming Alice's organisation and projects in the address gives Charlie nothing."""
    charlie = browser(world.app, "charlie")
    secrets = world.secrets_of("shop", "lab")
    for route, call in CALLS.items():
        path = call.path.format(**world.things)
        for name in ("org_id", "organisation_id", "project_id", "project", "project_ids"):
            if route.startswith("GET") and call.who != "anybody":
                answer = charlie.get(f"{path}{'&' if '?' in path else '?'}{name}=1")
                assert answer.status_code in {400, call.stranger}, route
                assert not [text for text in secrets if text in answer.text], route
