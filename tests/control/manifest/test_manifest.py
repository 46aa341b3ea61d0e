"""What a file may say, and the sentences for what it may not."""

from datetime import UTC, datetime

import pytest
from inline_snapshot import snapshot

from tailrace.control.manifest.document import Source
from tailrace.control.manifest.manifest import (
    KeyEntry,
    Manifest,
    MemberEntry,
    OrganisationEntry,
    ProjectEntry,
    read_manifest,
)
from tailrace.control.providers.providers import ProviderSpec
from tailrace.control.traffic.limit import read_limit
from tailrace.control.traffic.schema import read_schema
from tailrace.control.traffic.workflow import read_workflow
from tailrace.core.errors import BadInput

ENVIRON = {"OPENAI_API_KEY": "sk-hunter2-0123", "TR_KEY": "tr_live_hunter2_0123456789"}
FULL = """
organisations:
  - name: acme
    timezone: Europe/Berlin
    members: [{email: Alice@example.com, role: owner, name: Alice}]
    projects:
      - name: shop
        keep_bodies: false
        providers:
          - name: openai
            kind: openai
            base_url: "http://127.0.0.1:9000/v1/"
            api_key: "${OPENAI_API_KEY}"
          - {name: groq, kind: groq}
        keys:
          - {name: ci, secret: "${TR_KEY}", scopes: [gateway, ingest, read]}
          - {name: made, expires_at: 2027-01-01T00:00:00+01:00}
  - name: globex
"""


def read(text: str) -> Manifest:
    return read_manifest(text, Source("t.yaml", ENVIRON))


def complaint(text: str) -> list[str]:
    """Return what is said about a bad file: where, the path, the message, how the hint begins."""
    with pytest.raises(BadInput) as caught:
        read(text)
    told = [*caught.value.message.split(": ", 2), caught.value.hint[:60]]
    assert not any("hunter2" in part for part in told), "a value was repeated"
    return told


def test_a_file_is_read_as_written() -> None:
    shop = ProjectEntry(
        "shop",
        keep_bodies=False,
        providers=(
            ProviderSpec("openai", "openai", "http://127.0.0.1:9000/v1", "sk-hunter2-0123"),
            ProviderSpec("groq", "groq"),
        ),
        keys=(
            KeyEntry("ci", ENVIRON["TR_KEY"], frozenset({"gateway", "ingest", "read"}), None),
            KeyEntry("made", None, None, datetime(2026, 12, 31, 23, tzinfo=UTC)),
        ),
    )
    alice = MemberEntry("alice@example.com", "owner", "Alice", None)
    assert read(FULL) == Manifest(
        (
            OrganisationEntry("acme", "Europe/Berlin", (alice,), (shop,)),
            OrganisationEntry("globex", None, None, None),
        )
    )


def test_no_secret_is_shown() -> None:
    assert "hunter2" not in repr(read(FULL))


def test_a_key_without_scopes_may_call_the_gateway() -> None:
    organisations = read(FULL).organisations
    assert organisations[0].projects is not None
    assert organisations[0].projects[0].keys is not None
    assert organisations[0].projects[0].keys[1].spec().scopes == {"gateway"}


def replaced(old: str, new: str) -> list[str]:
    assert old in FULL
    return complaint(FULL.replace(old, new))


def test_an_unknown_key_is_told_with_its_path_and_the_nearest_name() -> None:
    assert replaced("providers:", "provders:") == snapshot(
        [
            "t.yaml:9:9",
            "organisations[0].projects[0].provders",
            "This is not a known key.",
            "Did you mean providers?",
        ]
    )
    assert replaced("kind: groq", "knd: groq") == snapshot(
        [
            "t.yaml:14:26",
            "organisations[0].projects[0].providers[1].knd",
            "This is not a known key.",
            "Did you mean kind?",
        ]
    )
    assert complaint("organizations: []") == snapshot(
        ["t.yaml:1:1", "organizations", "This is not a known key.", "Did you mean organisations?"]
    )


TRAFFIC = """
organisations:
  - name: acme
    limits: [{per: organisation, cost_usd: 50/day}]
    projects:
      - name: shop
        workflows:
          - name: summary
            targets: ["openai:gpt-4o", {target: "groq:mixtral", weight: 30}]
            backoff_ms: [400]
        schemas: [{name: card, json_schema: {type: object}, sample: {}}]
        limits:
          - {per: user, requests: 120/minute, burst: 20}
"""


def test_how_calls_run_is_read_as_written() -> None:
    (acme,) = read(TRAFFIC).organisations
    assert acme.limits == (read_limit({"per": "organisation", "cost_usd": "50/day"}),)
    assert acme.projects is not None
    (shop,) = acme.projects
    targets = ["openai:gpt-4o", {"target": "groq:mixtral", "weight": 30}]
    assert shop.workflows == (
        read_workflow({"name": "summary", "targets": targets, "backoff_ms": [400]}),
    )
    assert shop.schemas == (
        read_schema({"name": "card", "json_schema": {"type": "object"}, "sample": {}}),
    )
    assert shop.limits == (read_limit({"per": "user", "requests": "120/minute", "burst": 20}),)


def test_a_mistake_in_a_definition_is_told_with_its_place() -> None:
    changes = {
        "weight: 30": "wieght: 30",
        "targets: [": "targets: [3, ",
        "type: object": "type: obj",
        "120/minute": "120/month",
        "50/day": "fifty",
        "name: summary": "name: a/b",
        "backoff_ms: [400]": "schem: card",
    }
    told = [complaint(TRAFFIC.replace(old, new)) for old, new in changes.items()]
    told[2][2] = told[2][2].partition(":")[0]
    assert told == snapshot(
        [
            [
                "t.yaml:9:73",
                "organisations[0].projects[0].workflows[0].targets[1].wieght",
                "This is not a known field.",
                "Did you mean weight?",
            ],
            [
                "t.yaml:9:23",
                "organisations[0].projects[0].workflows[0].targets[0]",
                "This has to be a text, not 3.",
                "",
            ],
            [
                "t.yaml:11:45",
                "organisations[0].projects[0].schemas[0].json_schema",
                "This is not a JSON Schema",
                "",
            ],
            [
                "t.yaml:13:35",
                "organisations[0].projects[0].limits[0].requests",
                "'month' is not a time that this is counted by.",
                "Known here: second, minute, hour, day.",
            ],
            [
                "t.yaml:4:44",
                "organisations[0].limits[0].cost_usd",
                "'fifty' is not an amount per time.",
                "Write it like 50/day.",
            ],
            [
                "t.yaml:8:19",
                "organisations[0].projects[0].workflows[0].name",
                "'a/b' is not a name for this.",
                "A name has up to 80 letters, digits, '.', '_' and '-', and b",
            ],
            [
                "t.yaml:10:20",
                "organisations[0].projects[0].workflows[0].schem",
                "This is not a known field.",
                "Did you mean schema?",
            ],
        ]
    )


def test_kinds_to_come_are_refused_with_their_path() -> None:
    assert replaced("kind: groq", "kind: bedrock") == snapshot(
        [
            "t.yaml:14:32",
            "organisations[0].projects[0].providers[1].kind",
            "Providers of the kind bedrock are not supported yet.",
            "Kind openai with a base_url reaches any server that speaks O",
        ]
    )


def test_a_variable_that_is_not_set_is_told() -> None:
    assert replaced("${TR_KEY}", "${TR_KEI}") == snapshot(
        [
            "t.yaml:16:32",
            "organisations[0].projects[0].keys[0].secret",
            "The variable TR_KEI is not set.",
            "Set it, or write $${TR_KEI} to mean the text.",
        ]
    )


def test_bad_values_are_told_with_their_path() -> None:
    assert replaced("Europe/Berlin", "Europe/Berlim") == snapshot(
        [
            "t.yaml:4:15",
            "organisations[0].timezone",
            "'Europe/Berlim' is not a time zone.",
            "Use an IANA name such as Europe/Berlin.",
        ]
    )
    assert replaced("role: owner", "role: boss") == snapshot(
        [
            "t.yaml:5:48",
            "organisations[0].members[0].role",
            "'boss' is not a role.",
            "Roles are owner, admin, member, viewer.",
        ]
    )
    assert replaced("Alice@example.com", "alice") == snapshot(
        [
            "t.yaml:5:23",
            "organisations[0].members[0].email",
            "'alice' is not an e-mail address.",
            "Like alice@example.com.",
        ]
    )
    assert replaced("kind: groq", "kind: grok") == snapshot(
        [
            "t.yaml:14:32",
            "organisations[0].projects[0].providers[1].kind",
            "'grok' is not a kind of provider.",
            "Did you mean groq? Kinds are openai, anthropic, gemini, azur",
        ]
    )
    assert replaced("http://127.0.0.1:9000/v1/", "127.0.0.1:9000") == snapshot(
        [
            "t.yaml:12:23",
            "organisations[0].projects[0].providers[0].base_url",
            "The base URL is not an http or https address with a host.",
            "Write it like https://api.openai.com/v1.",
        ]
    )
    assert replaced("http://127.0.0.1:9000/v1/", "http://u:hunter2@host/v1") == snapshot(
        [
            "t.yaml:12:23",
            "organisations[0].projects[0].providers[0].base_url",
            "The base URL holds a user or password.",
            "Use the API key instead.",
        ]
    )
    assert replaced("${OPENAI_API_KEY}", "sk hunter2") == snapshot(
        [
            "t.yaml:13:22",
            "organisations[0].projects[0].providers[0].api_key",
            "The API key holds a character that a header cannot carry.",
            "",
        ]
    )
    assert replaced("${TR_KEY}", "tr_hunter2") == snapshot(
        [
            "t.yaml:16:32",
            "organisations[0].projects[0].keys[0].secret",
            "The secret has 10 characters; a secret has 16 to 256.",
            "Leave it out, and one is made.",
        ]
    )
    assert replaced("[gateway, ingest, read]", "[gateway, write]") == snapshot(
        [
            "t.yaml:16:63",
            "organisations[0].projects[0].keys[0].scopes[1]",
            "'write' is not a scope.",
            "Scopes are gateway, ingest, read.",
        ]
    )
    assert replaced("[gateway, ingest, read]", "[]") == snapshot(
        ["t.yaml:16:53", "organisations[0].projects[0].keys[0].scopes", "A key needs a scope.", ""]
    )
    assert replaced("2027-01-01T00:00:00+01:00", "2027-01-01") == snapshot(
        [
            "t.yaml:17:38",
            "organisations[0].projects[0].keys[1].expires_at",
            "expires_at='2027-01-01' has no time zone.",
            "Write it like 2026-11-01T00:00:00Z, with a zone.",
        ]
    )
    assert replaced("keep_bodies: false", "keep_bodies: sometimes") == snapshot(
        [
            "t.yaml:8:22",
            "organisations[0].projects[0].keep_bodies",
            "This has to be true or false.",
            "",
        ]
    )
    assert replaced("name: Alice", "password: hunter2") == snapshot(
        [
            "t.yaml:5:65",
            "organisations[0].members[0].password",
            "A password has 10 to 200 characters; this one has 7.",
            "Four words that have nothing to do with each other are good.",
        ]
    )
    assert replaced("name: globex", "name: ''") == snapshot(
        [
            "t.yaml:18:11",
            "organisations[1].name",
            "A name has 1 to 80 characters; this one has 0.",
            "",
        ]
    )


def test_a_name_given_twice_is_told() -> None:
    assert replaced("name: globex", "name: acme") == snapshot(
        ["t.yaml:18:5", "organisations[1]", "The name acme is given twice.", ""]
    )
    assert replaced("{name: groq, kind: groq}", "{name: openai, kind: groq}") == snapshot(
        [
            "t.yaml:14:13",
            "organisations[0].projects[0].providers[1]",
            "The name openai is given twice.",
            "",
        ]
    )
    assert replaced("name: made", "name: ci") == snapshot(
        ["t.yaml:17:13", "organisations[0].projects[0].keys[1]", "The name ci is given twice.", ""]
    )


def test_the_wrong_shape_is_told() -> None:
    assert complaint("organisations: {name: acme}") == snapshot(
        ["t.yaml:1:16", "organisations", "This has to be a list.", "Begin each entry with '- '."]
    )
    assert complaint("organisations:") == snapshot(
        ["t.yaml:1:15", "organisations", "This has to be a list.", "Begin each entry with '- '."]
    )
    assert complaint("organisations: [acme]") == snapshot(
        [
            "t.yaml:1:17",
            "organisations[0]",
            "This has to be a mapping with name, timezone, members, projects, limits.",
            "",
        ]
    )
    assert complaint("organisations: [{timezone: UTC}]") == snapshot(
        ["t.yaml:1:17", "organisations[0]", "The key name is missing.", ""]
    )
    assert complaint("organisations: [{name: acme, members: [{email: a@b}]}]") == snapshot(
        ["t.yaml:1:40", "organisations[0].members[0]", "The key role is missing.", ""]
    )
    assert complaint("{}") == snapshot(
        ["t.yaml:1:1", "the file", "The key organisations is missing.", ""]
    )
    assert complaint("organisations: [") == snapshot(
        [
            "t.yaml:1:17",
            "This is not YAML",
            "expected the node content, but found '<stream end>'.",
            "",
        ]
    )
