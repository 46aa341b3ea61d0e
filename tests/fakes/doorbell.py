"""One call for each route of the application, with Alice's things in it.

`test_strangers.py` sends each of them as everybody; a route without one fails there.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

from tests.fakes.tenants import PASSWORD
from tests.fakes.town import email

Who = Literal["anybody", "reader", "member", "manager", "writer", "self"]
"""Who may: anybody; sessions and read keys; sessions; roles that may see whom they invited; roles
that may change things; everybody for their own session."""
WEEK = "?last=7d"


@dataclass(frozen=True, slots=True)
class Call:
    """One call with Alice's things in it; `{name}` and `"{name}"` stand for what the world has."""

    who: Who
    path: str
    body: dict[str, Any] | None = None
    stranger: int = 200
    """What Charlie is answered."""
    changes: bool = field(default=False)
    """It is no GET, so a foreign page must not send it."""


def change(who: Who, path: str, body: dict[str, Any] | None = None, stranger: int = 404) -> Call:
    return Call(who, path, body, stranger, changes=True)


def runs(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "targets": ["spare:gpt-4o"], **more}


def looks(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "json_schema": {"type": "object"}, **more}


V1 = "/api/v1"
LIMIT = {"name": "shop-limit", "per": "user", "requests": "9/minute"}
CALLS: dict[str, Call] = {
    "GET /openapi.json": Call("anybody", "/api/openapi.json"),
    "GET /docs": Call("anybody", "/api/docs"),
    "GET /docs/{name}": Call("anybody", "/api/docs/start.js"),
    "GET /session": Call("anybody", f"{V1}/session"),
    "POST /session": change(
        "anybody", f"{V1}/session", {"email": email("alice"), "password": "a guess"}, 401
    ),
    "POST /session/link": change("anybody", f"{V1}/session/link", {"token": "guess"}, 401),
    "POST /setup": change(
        "anybody",
        f"{V1}/setup",
        {
            "token": "guess",
            "email": "eve@example.com",
            "name": "Eve",
            "password": "another four words",
            "organisation": "acme",
        },
        401,
    ),
    "DELETE /session": change("self", f"{V1}/session", stranger=204),
    "PUT /session/selection": change(
        "self", f"{V1}/session/selection", {"organisation_id": "{acme}", "project_id": "{shop}"}
    ),
    "GET /keys": Call("member", f"{V1}/keys"),
    "POST /keys": change(
        "writer", f"{V1}/keys", {"project_id": "{shop}", "name": "new", "scopes": ["read"]}
    ),
    "POST /keys/{id}/rotate": change("writer", f"{V1}/keys/{{key}}/rotate", {}),
    "DELETE /keys/{id}": change("writer", f"{V1}/keys/{{key}}"),
    "GET /providers": Call("member", f"{V1}/providers"),
    "POST /providers": change(
        "writer", f"{V1}/providers", {"project_id": "{shop}", "name": "new", "api_key": "sk-1"}
    ),
    "PUT /providers/{id}": change(
        "writer", f"{V1}/providers/{{provider}}", {"kind": "openai", "api_key": "sk-2"}
    ),
    "POST /providers/{id}/test": change("writer", f"{V1}/providers/{{provider}}/test"),
    "DELETE /providers/{id}": change("writer", f"{V1}/providers/{{provider}}"),
    "GET /workflows": Call("member", f"{V1}/workflows"),
    "POST /workflows": change(
        "writer", f"{V1}/workflows", {"project_id": "{shop}", "definition": runs("new")}
    ),
    "POST /workflows/check": change(
        "writer", f"{V1}/workflows/check", {"project_id": "{shop}", "definition": runs("new")}
    ),
    "GET /workflows/{id}": Call("member", f"{V1}/workflows/{{workflow}}", stranger=404),
    "PUT /workflows/{id}": change(
        "writer",
        f"{V1}/workflows/{{workflow}}",
        {"definition": runs("shop-workflow", max_attempts=3)},
    ),
    "GET /workflows/{id}/versions": Call(
        "member", f"{V1}/workflows/{{workflow}}/versions", stranger=404
    ),
    "GET /workflows/{id}/versions/{version}": Call(
        "member", f"{V1}/workflows/{{workflow}}/versions/1", stranger=404
    ),
    "POST /workflows/{id}/versions/{version}/restore": change(
        "writer", f"{V1}/workflows/{{workflow}}/versions/1/restore"
    ),
    "DELETE /workflows/{id}": change("writer", f"{V1}/workflows/{{workflow}}"),
    "GET /schemas": Call("member", f"{V1}/schemas"),
    "POST /schemas": change(
        "writer", f"{V1}/schemas", {"project_id": "{shop}", "definition": looks("new")}
    ),
    "POST /schemas/check": change(
        "writer", f"{V1}/schemas/check", {"project_id": "{shop}", "definition": looks("new")}
    ),
    "GET /schemas/{id}": Call("member", f"{V1}/schemas/{{schema}}", stranger=404),
    "PUT /schemas/{id}": change(
        "writer", f"{V1}/schemas/{{schema}}", {"definition": looks("shop-schema", max_retries=3)}
    ),
    "GET /schemas/{id}/versions": Call("member", f"{V1}/schemas/{{schema}}/versions", stranger=404),
    "GET /schemas/{id}/versions/{version}": Call(
        "member", f"{V1}/schemas/{{schema}}/versions/1", stranger=404
    ),
    "POST /schemas/{id}/versions/{version}/restore": change(
        "writer", f"{V1}/schemas/{{schema}}/versions/1/restore"
    ),
    "DELETE /schemas/{id}": change("writer", f"{V1}/schemas/{{schema}}"),
    "GET /limits": Call("member", f"{V1}/limits"),
    "POST /limits": change(
        "writer", f"{V1}/limits", {"project_id": "{shop}", "definition": LIMIT | {"name": "new"}}
    ),
    "GET /limits/{id}": Call("member", f"{V1}/limits/{{limit}}", stranger=404),
    "PUT /limits/{id}": change("writer", f"{V1}/limits/{{limit}}", {"definition": LIMIT}),
    "DELETE /limits/{id}": change("writer", f"{V1}/limits/{{limit}}"),
    "GET /views": Call("member", f"{V1}/views"),
    "POST /views": change(
        "self",
        f"{V1}/views",
        {"project_id": "{shop}", "name": "new", "page": "requests", "search": "last=7d"},
    ),
    "PATCH /views/{id}": change("writer", f"{V1}/views/{{view}}", {"name": "other"}),
    "DELETE /views/{id}": change("writer", f"{V1}/views/{{view}}"),
    "GET /dashboards": Call("member", f"{V1}/dashboards"),
    "POST /dashboards": change(
        "self", f"{V1}/dashboards", {"project_id": "{shop}", "name": "new", "cards": []}
    ),
    "GET /dashboards/{id}": Call("member", f"{V1}/dashboards/{{dashboard}}", stranger=404),
    "PATCH /dashboards/{id}": change("writer", f"{V1}/dashboards/{{dashboard}}", {"name": "other"}),
    "DELETE /dashboards/{id}": change("writer", f"{V1}/dashboards/{{dashboard}}"),
    "GET /projects": Call("member", f"{V1}/projects"),
    "POST /projects": change("writer", f"{V1}/projects", {"name": "new"}, 201),
    "GET /projects/archived": Call("member", f"{V1}/projects/archived"),
    "PATCH /projects/{id}": change("writer", f"{V1}/projects/{{shop}}", {"name": "kiosk"}),
    "DELETE /projects/{id}": change("writer", f"{V1}/projects/{{lab}}"),
    "PATCH /organisation": change("writer", f"{V1}/organisation", {"timezone": "UTC"}, 200),
    "GET /members": Call("member", f"{V1}/members"),
    "PATCH /members/{id}": change("writer", f"{V1}/members/{{bob}}", {"role": "admin"}),
    "DELETE /members/{id}": change("writer", f"{V1}/members/{{bob}}"),
    "GET /invitations": Call("manager", f"{V1}/invitations"),
    "POST /invitations": change(
        "writer", f"{V1}/invitations", {"email": "nina@example.com", "role": "viewer"}, 201
    ),
    "DELETE /invitations/{id}": change("writer", f"{V1}/invitations/{{invitation}}"),
    "POST /invitations/open": change("anybody", f"{V1}/invitations/open", {"token": "guess"}, 404),
    "POST /invitations/accept": change(
        "anybody", f"{V1}/invitations/accept", {"token": "guess"}, 404
    ),
    "GET /snapshot": Call("reader", f"{V1}/snapshot"),
    "GET /metrics": Call(
        "reader", f"{V1}/metrics{WEEK}&metrics=requests,total_tokens&group_by=project,key"
    ),
    "POST /query": change(
        "reader",
        f"{V1}/query",
        {"metrics": ["requests"], "group_by": ["project", "user"], "last": "7d"},
        200,
    ),
    "GET /distribution": Call("reader", f"{V1}/distribution{WEEK}&field=duration_ms"),
    "GET /heatmap": Call("reader", f"{V1}/heatmap{WEEK}&field=duration_ms"),
    "GET /catalog": Call("reader", f"{V1}/catalog"),
    "GET /facets": Call("reader", f"{V1}/facets{WEEK}&field=project"),
    "GET /explain": Call("reader", f"{V1}/explain{WEEK}&metric=requests&by=project,key"),
    "GET /changes": Call("member", f"{V1}/changes{WEEK}"),
    "GET /requests": Call("reader", f"{V1}/requests{WEEK}&limit=500"),
    "GET /requests/export": Call("reader", f"{V1}/requests/export{WEEK}&format=jsonl"),
    "GET /metrics/export": Call(
        "reader", f"{V1}/metrics/export{WEEK}&metrics=requests&group_by=project&format=csv"
    ),
    "GET /requests/{id}": Call("reader", f"{V1}/requests/{{request}}", stranger=404),
    "GET /traces/{trace_id}": Call("reader", f"{V1}/traces/{{trace}}", stranger=404),
    "GET /health/pipeline": Call("reader", f"{V1}/health/pipeline"),
    "GET /circuits": Call("reader", f"{V1}/circuits"),
    # The last one, because whoever makes it signs in with another password from then on.
    "PUT /session/password": change(
        "self",
        f"{V1}/session/password",
        {"password": "quite another set of words", "current": PASSWORD},
        200,
    ),
}
