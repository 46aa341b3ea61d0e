"""What is exported may be applied where it came from, and elsewhere, and is the same again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from tailrace.control.manifest.apply import apply
from tailrace.control.manifest.changes import Applied
from tailrace.control.manifest.document import Source
from tailrace.control.manifest.export import export
from tailrace.control.manifest.manifest import read_manifest
from tailrace.control.open import Control, open_control
from tailrace.control.projects.keys import KeySpec, create_key, revoke_key
from tailrace.control.providers.providers import ProviderSpec, create_provider
from tailrace.control.traffic.schemas import SCHEMAS
from tailrace.control.traffic.versions import Author
from tailrace.core.errors import NotFound
from tests.fakes.tenants import NOW, SECRET_KEY, Tenants, cheap_passwords

API_KEY, GROQ_KEY = "sk-hunter2-0123", "gsk-hunter2-0123"
SECRET = "tr_test_hunter2_0123456789"
FULL = f"""
organisations:
  - name: it
    timezone: Europe/Berlin
    members: [{{email: bea@example.com, role: owner}}, {{email: ada@example.com, role: viewer}}]
    limits: [{{per: organisation, cost_usd: 50.5/day}}]
    projects:
      - name: shop
        keep_bodies: false
        providers:
          - {{name: openai, kind: openai, base_url: "http://127.0.0.1:9000/v1", api_key: {API_KEY}}}
          - {{name: groq, kind: groq, api_key: {GROQ_KEY}}}
          - {{name: local, kind: ollama}}
        keys:
          - {{name: ci, secret: {SECRET}, scopes: [gateway, read]}}
          - {{name: made, expires_at: "2027-01-01T00:00:00Z"}}
        workflows:
          - name: summary
            targets: ["openai:gpt-4o", {{target: "groq:mixtral", weight: 30}}]
            schema: card
            parameters: {{stop: ["$${{END}}", "yes", "1.0"], temperature: 0.5}}
        schemas:
          - name: card
            json_schema: {{type: object, required: [title]}}
            sample: {{title: "2026"}}
        limits:
          - {{per: user, requests: 120/minute, burst: 20}}
      - {{name: sh-op}}
  - name: other
"""
ENVIRON = {"IT_SHOP_OPENAI_API_KEY": API_KEY, "IT_SHOP_GROQ_API_KEY": GROQ_KEY}


def apply_to(control: Control, text: str, **options: bool) -> Applied:
    return apply(control, read_manifest(text, Source("t.yaml", ENVIRON)), NOW, **options)


def exported(control: Control, organisation: str | None = None) -> str:
    with control.db.reading() as connection:
        return export(connection, NOW, organisation)


@contextmanager
def fresh(folder: Path) -> Iterator[Control]:
    made = open_control(f"sqlite:///{folder}/fresh.db", folder, SECRET_KEY, cheap_passwords())
    try:
        yield made
    finally:
        made.close()


def test_the_file_says_everything_and_no_secret(control: Control) -> None:
    apply_to(control, FULL)
    text = exported(control)
    assert "hunter2" not in text
    assert text == snapshot("""\
# Written by `tailrace export-config`. `tailrace apply -f` reads it.
# Secrets are not in it. Set these variables before applying it:
#   IT_SHOP_GROQ_API_KEY  the API key of it/shop/groq (…0123)
#   IT_SHOP_OPENAI_API_KEY  the API key of it/shop/openai (…0123)
organisations:
- name: it
  timezone: Europe/Berlin
  members:
  - email: ada@example.com
    role: viewer
    name: ada
  - email: bea@example.com
    role: owner
    name: bea
  projects:
  - name: sh-op
    keep_bodies: true
  - name: shop
    keep_bodies: false
    providers:
    - name: groq
      kind: groq
      api_key: ${IT_SHOP_GROQ_API_KEY}
    - name: local
      kind: ollama
    - name: openai
      kind: openai
      base_url: http://127.0.0.1:9000/v1
      api_key: ${IT_SHOP_OPENAI_API_KEY}
    keys:
    - name: ci
      scopes:
      - gateway
      - read
      test: true
    - name: made
      scopes:
      - gateway
      expires_at: '2027-01-01T00:00:00Z'
    schemas:
    - name: card
      json_schema:
        type: object
        required:
        - title
      sample:
        title: '2026'
    workflows:
    - name: summary
      targets:
      - openai:gpt-4o
      - target: groq:mixtral
        weight: 30
      schema: card
      parameters:
        stop:
        - $${END}
        - 'yes'
        - '1.0'
        temperature: 0.5
    limits:
    - per: user
      requests: 120/minute
      burst: 20
  limits:
  - per: organisation
    cost_usd: 50.5/day
- name: other
  timezone: UTC
""")


def test_applied_where_it_came_from_it_changes_nothing(control: Control) -> None:
    apply_to(control, FULL)
    assert apply_to(control, exported(control), prune=True) == Applied((), (), ())


def test_applied_elsewhere_it_is_exported_the_same(control: Control, tmp_path: Path) -> None:
    apply_to(control, FULL)
    text = exported(control)
    with fresh(tmp_path) as elsewhere:
        applied = apply_to(elsewhere, text)
        assert [key.name for key in applied.keys] == ["ci", "made"]
        assert exported(elsewhere) == text
        views = [view.workflows for view in elsewhere.directory.current.projects.values()]
    there = [view.workflows for view in control.directory.current.projects.values()]
    assert [v["summary"].spec for v in views if v] == [v["summary"].spec for v in there if v]


def test_one_organisation_may_be_asked_for(control: Control) -> None:
    apply_to(control, FULL)
    assert exported(control, "other") == snapshot("""\
# Written by `tailrace export-config`. `tailrace apply -f` reads it.
organisations:
- name: other
  timezone: UTC
""")
    with pytest.raises(NotFound, match="'nobody'"):
        exported(control, "nobody")


def test_keys_that_do_not_work_are_left_out(control: Control, tenants: Tenants) -> None:
    with control.db.transaction() as connection:
        for name, lifetime in (("revoked", 9), ("expired", 1), ("works", 9)):
            spec = KeySpec(name, frozenset({"read"}), NOW + timedelta(days=lifetime))
            key = create_key(connection, tenants.acme, tenants.shop, spec, NOW).key
            if name == "revoked":
                revoke_key(connection, tenants.acme, key.id, NOW)
        text = export(connection, NOW + timedelta(days=1))
    assert "name: works" in text
    assert "revoked" not in text
    assert "expired" not in text


def test_variables_of_names_that_look_alike_differ(control: Control, tenants: Tenants) -> None:
    with control.db.transaction() as connection:
        for name in ("a-b", "a_b"):
            spec = ProviderSpec(name, "openai", api_key=API_KEY)
            create_provider(connection, control.box, tenants.acme, tenants.shop, spec, NOW)
        text = export(connection, NOW)
    assert "${ACME_SHOP_A_B_API_KEY}" in text
    assert "${ACME_SHOP_A_B_API_KEY_2}" in text


@pytest.mark.parametrize(
    ("organisation", "variable"),
    [
        ("3com", "${OF_3COM_SHOP_MAIN_API_KEY}"),
        ("tailrace", "${OF_TAILRACE_SHOP_MAIN_API_KEY}"),
        ("店", "${SHOP_MAIN_API_KEY}"),
    ],
)
def test_a_variable_can_be_set(control: Control, organisation: str, variable: str) -> None:
    apply_to(
        control,
        f"organisations: [{{name: {organisation}, projects: [{{name: shop, providers: "
        f"[{{name: main, kind: openai, api_key: {API_KEY}}}]}}]}}]",
    )
    assert f"api_key: {variable}" in exported(control)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"), max_size=8)
    | st.sampled_from(
        ["${A}", "$${A}", "$$${A}", "${", "yes", "null", "1e3", "2026-01-01", "=", "<<"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(sample=JSON)
@example(sample={"\x85": "a\u2028 b\r\n\tc \x00 \ufeff"})
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_a_sample_is_it_comes_back(
    control: Control, tenants: Tenants, sample: Any
) -> None:
    definition = {"name": "card", "json_schema": {}, "sample": sample}
    with control.db.transaction() as connection:
        made = SCHEMAS.create(connection, tenants.acme, tenants.shop, definition, Author(NOW))
        text = export(connection, NOW)
        connection.rollback()
    manifest = read_manifest(text, Source("t.yaml", {}))
    (shop,) = manifest.organisations[0].projects or ()
    assert shop.schemas == (made.spec,)
