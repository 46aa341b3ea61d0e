import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tailrace.control.open import Control, open_control
from tailrace.control.people.accounts import find_user, list_members
from tailrace.control.projects.keys import find_key, list_keys, revoke_key
from tailrace.control.traffic.workflows import WORKFLOWS
from tailrace.core.errors import TailraceError
from tailrace.core.ids import OrgId, ProjectId, WorkflowId
from tailrace.demo.cast.acme import PROJECTS
from tailrace.demo.cast.models import PROVIDERS
from tailrace.demo.setup import SCOPES, SECRETS_FILE, Ready, prepare

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def control(tmp_path: Path) -> Iterator[Control]:
    control = open_control(f"sqlite:///{tmp_path / 'control.db'}", tmp_path)
    yield control
    control.close()


def ready(control: Control, folder: Path, port: int = 8080) -> Ready:
    return prepare(
        control,
        folder,
        providers_url=f"http://127.0.0.1:{port}/demo/providers",
        timezone="Europe/Berlin",
        now=NOW,
    )


def test_acme_has_three_projects_with_a_working_key_each(control: Control, tmp_path: Path) -> None:
    acme = ready(control, tmp_path)
    assert acme.is_new
    assert set(acme.places) == {"shop", "support", "code-assistant"}
    directory = control.directory.current
    for name, place in acme.places.items():
        grant = directory.find_key(acme.secrets.keys[name])
        assert grant is not None
        assert (grant.org_id, grant.project_id, grant.key_id) == (
            place.org_id,
            place.project_id,
            place.key_id,
        )
        assert grant.scopes == SCOPES == {"gateway", "ingest", "read"}
        view = directory.project(ProjectId(place.project_id))
        assert (view.org_name, view.name, view.timezone) == ("Acme", name, "Europe/Berlin")


def test_every_project_reaches_every_provider_of_the_demo(control: Control, tmp_path: Path) -> None:
    acme = ready(control, tmp_path, port=9123)
    for place in acme.places.values():
        targets = control.directory.current.project(ProjectId(place.project_id)).providers
        assert set(targets) == {provider.name for provider in PROVIDERS}
        google = targets["google"]
        assert google.base_url == "http://127.0.0.1:9123/demo/providers/google/v1beta"
        assert targets["groq"].base_url == "http://127.0.0.1:9123/demo/providers/groq/v1"
        kinds = {name: targets[name].kind for name in ("openai", "anthropic", "google", "vllm")}
        assert kinds == {
            "openai": "openai",
            "anthropic": "anthropic",
            "google": "gemini",
            "vllm": "openai",
        }
        assert google.api_key == acme.secrets.provider_key


def test_workflows_and_schemas_have_the_versions_that_the_past_ran(
    control: Control, tmp_path: Path
) -> None:
    acme = ready(control, tmp_path)
    directory = control.directory.current
    for project in PROJECTS:
        view = directory.project(ProjectId(acme.places[project.name].project_id))
        versions = {name: each.version for name, each in view.workflows.items()}
        assert versions == {each.name: len(each.versions) for each in project.workflows}
        assert {name: each.version for name, each in view.schemas.items()} == {
            each.schema.name: len(each.schema.versions)
            for each in project.workflows
            if each.schema is not None
        }
        names = [limit.spec.name for limit in view.limits]
        assert names[0] == "organisation cost_usd 2000/month"
        assert "user requests 60/minute" in names


def test_each_version_was_made_when_it_began(control: Control, tmp_path: Path) -> None:
    shop = ready(control, tmp_path).places["shop"]
    org_id, project_id = OrgId(shop.org_id), ProjectId(shop.project_id)
    with control.db.reading() as connection:
        listed = WORKFLOWS.list_newest(connection, org_id, project_id)
        summary = next(each for each in listed if each.name == "smart_summary")
        versions = WORKFLOWS.list_versions(connection, org_id, WorkflowId(summary.id))
    made = sorted(version.created_at for version in versions)
    assert made == [NOW - timedelta(days=30), NOW - timedelta(days=21)]


def test_acme_has_an_owner_and_members(control: Control, tmp_path: Path) -> None:
    acme = ready(control, tmp_path)
    org_id = OrgId(acme.places["shop"].org_id)
    with control.db.reading() as connection:
        roles = {member.email: member.role for member in list_members(connection, org_id)}
        assert find_user(connection, acme.owner_email) is not None
    assert roles[acme.owner_email] == "owner"
    assert sorted(roles.values()) == ["member", "owner", "viewer"]


def test_a_second_start_finds_everything_again(control: Control, tmp_path: Path) -> None:
    first = ready(control, tmp_path)
    version = control.directory.current.version
    second = ready(control, tmp_path)
    assert not second.is_new
    assert (second.places, second.secrets) == (first.places, first.secrets)
    assert control.directory.current.version == version


def test_another_port_moves_the_providers_only(control: Control, tmp_path: Path) -> None:
    first = ready(control, tmp_path, port=8080)
    second = ready(control, tmp_path, port=8081)
    assert (second.places, second.secrets) == (first.places, first.secrets)
    shop = control.directory.current.project(ProjectId(second.places["shop"].project_id))
    assert all(":8081/" in target.base_url for target in shop.providers.values())
    with control.db.reading() as connection:
        assert len(list_keys(connection, OrgId(second.places["shop"].org_id))) == 3


def test_secrets_are_random_and_only_their_owner_may_read_them(
    control: Control, tmp_path: Path
) -> None:
    acme = ready(control, tmp_path)
    assert stat.S_IMODE((tmp_path / SECRETS_FILE).stat().st_mode) == 0o600
    secrets = [*acme.secrets.keys.values(), acme.secrets.provider_key]
    assert len(set(secrets)) == 4
    assert all(len(secret) > 40 for secret in secrets)
    assert not any(secret in repr(acme) for secret in secrets)


def test_a_revoked_key_is_told_and_not_revived(control: Control, tmp_path: Path) -> None:
    shop = ready(control, tmp_path).places["shop"]
    with control.db.transaction() as connection:
        key = find_key(connection, OrgId(shop.org_id), ProjectId(shop.project_id), "demo")
        assert key is not None
        revoke_key(connection, OrgId(shop.org_id), key.id, NOW)
    with pytest.raises(TailraceError, match="revoked"):
        ready(control, tmp_path)
