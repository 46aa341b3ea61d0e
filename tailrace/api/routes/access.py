"""Keys and providers of the selected projects.

Everybody in the organisation may read them; who may change what is `control/people/roles.py`.
After a change this process's directory is read anew at once; other processes follow in a second.
"""

from typing import Annotated, get_args

from fastapi import APIRouter, Path
from fastapi.concurrency import run_in_threadpool

from tailrace.api.auth import CurrentSigned, Services, Signed
from tailrace.api.openapi import SESSION, WRITES
from tailrace.api.schemas.access import (
    ChangedProvider,
    KeyAnswer,
    KeysAnswer,
    KeyScope,
    NewKey,
    NewKeyAnswer,
    NewProvider,
    ProbeAnswer,
    ProjectAnswer,
    ProviderAnswer,
    ProvidersAnswer,
    RotateKey,
)
from tailrace.api.schemas.shared import Id
from tailrace.api.services import ApiServices
from tailrace.control.directory import ProviderTarget
from tailrace.control.people.roles import require
from tailrace.control.projects import keys
from tailrace.control.providers import providers
from tailrace.core.errors import NotFound
from tailrace.core.ids import KeyId, ProjectId, ProviderId

router = APIRouter(tags=["access"])

PathId = Annotated[Id, Path(alias="id")]


@router.get("/keys", openapi_extra=SESSION)
def list_keys(signed: CurrentSigned, services: Services) -> KeysAnswer:
    """List the keys of the selected projects, revoked ones too; never their secrets."""
    with services.control.db.reading() as connection:
        found = keys.list_keys(connection, signed.membership.org_id, signed.session.project_id)
    return KeysAnswer(data=[_key(key) for key in found])


@router.post("/keys", status_code=201, openapi_extra=WRITES)
def create_key(body: NewKey, signed: CurrentSigned, services: Services) -> NewKeyAnswer:
    """Make a key; this answer is the only one that shows its secret."""
    require(signed.membership.role, "manage_keys")
    spec = keys.KeySpec(body.name, frozenset(body.scopes), body.expires_at, test=body.test)
    with services.control.db.transaction() as connection:
        made = keys.create_key(
            connection,
            signed.membership.org_id,
            ProjectId(body.project_id),
            spec,
            services.now(),
        )
    services.control.directory.refresh()
    return NewKeyAnswer(key=_key(made.key), secret=made.secret)


@router.post("/keys/{id}/rotate", openapi_extra=WRITES)
def rotate_key(
    key_id: PathId, body: RotateKey, signed: CurrentSigned, services: Services
) -> NewKeyAnswer:
    """Give a key another secret, shown this once; the old one stops working in two seconds."""
    require(signed.membership.role, "manage_keys")
    with services.control.db.transaction() as connection:
        made = keys.rotate_key(
            connection,
            signed.membership.org_id,
            KeyId(key_id),
            body.expires_at,
            services.now(),
        )
    services.control.directory.refresh()
    return NewKeyAnswer(key=_key(made.key), secret=made.secret)


@router.delete("/keys/{id}", status_code=204, openapi_extra=WRITES)
def revoke_key(key_id: PathId, signed: CurrentSigned, services: Services) -> None:
    """Revoke a key; it stops working within two seconds, for good."""
    require(signed.membership.role, "manage_keys")
    with services.control.db.transaction() as connection:
        keys.revoke_key(connection, signed.membership.org_id, KeyId(key_id), services.now())
    services.control.directory.refresh()


@router.get("/providers", openapi_extra=SESSION)
def list_providers(signed: CurrentSigned, services: Services) -> ProvidersAnswer:
    """List the providers of the selected projects; never their API keys."""
    with services.control.db.reading() as connection:
        found = providers.list_providers(
            connection, signed.membership.org_id, signed.session.project_id
        )
    return ProvidersAnswer(data=[_provider(provider) for provider in found])


@router.post("/providers", status_code=201, openapi_extra=WRITES)
def create_provider(body: NewProvider, signed: CurrentSigned, services: Services) -> ProviderAnswer:
    """Add a provider to a project; its API key is encrypted at rest."""
    require(signed.membership.role, "manage_providers")
    spec = providers.ProviderSpec(body.name, body.kind, body.base_url, body.api_key)
    with services.control.db.transaction() as connection:
        made = providers.create_provider(
            connection,
            services.control.box,
            signed.membership.org_id,
            ProjectId(body.project_id),
            spec,
            services.now(),
        )
    services.control.directory.refresh()
    return _provider(made)


@router.put("/providers/{id}", openapi_extra=WRITES)
def change_provider(
    provider_id: PathId, body: ChangedProvider, signed: CurrentSigned, services: Services
) -> ProviderAnswer:
    """Change what a provider is, where it is, or its API key; its name stays."""
    require(signed.membership.role, "manage_providers")
    org_id, number = signed.membership.org_id, ProviderId(provider_id)
    with services.control.db.transaction() as connection:
        found = providers.get_provider(connection, org_id, number)
        spec = providers.ProviderSpec(found.name, body.kind, body.base_url, body.api_key)
        providers.check_key_stays(found, spec)
        changed = providers.update_provider(connection, services.control.box, org_id, number, spec)
    services.control.directory.refresh()
    return _provider(changed)


@router.post("/providers/{id}/test", openapi_extra=WRITES)
async def test_provider(
    provider_id: PathId, signed: CurrentSigned, services: Services
) -> ProbeAnswer:
    """Ask a provider for its models with its stored key, and tell how that went."""
    require(signed.membership.role, "manage_providers")
    target = await run_in_threadpool(_target, provider_id, signed, services)
    return ProbeAnswer.model_validate(await services.probe(target))


@router.delete("/providers/{id}", status_code=204, openapi_extra=WRITES)
def delete_provider(provider_id: PathId, signed: CurrentSigned, services: Services) -> None:
    """Take a provider and its API key away from its project."""
    require(signed.membership.role, "manage_providers")
    with services.control.db.transaction() as connection:
        providers.delete_provider(connection, signed.membership.org_id, ProviderId(provider_id))
    services.control.directory.refresh()


def _key(key: keys.Key) -> KeyAnswer:
    return KeyAnswer(
        id=key.id,
        name=key.name,
        hint=key.hint,
        scopes=[scope for scope in get_args(KeyScope) if scope in key.scopes],
        project=ProjectAnswer(id=key.project_id, name=key.project_name),
        created_at=key.created_at,
        expires_at=key.expires_at,
        last_used_at=key.last_used_at,
        revoked_at=key.revoked_at,
    )


def _provider(provider: providers.Provider) -> ProviderAnswer:
    return ProviderAnswer(
        id=provider.id,
        name=provider.name,
        kind=provider.kind,
        base_url=provider.base_url,
        api_key_hint=provider.api_key_hint,
        project=ProjectAnswer(id=provider.project_id, name=provider.project_name),
        created_at=provider.created_at,
    )


def _target(provider_id: int, signed: Signed, services: ApiServices) -> ProviderTarget:
    """Return where a provider is and its key; raises NotFound."""
    with services.control.db.reading() as connection:
        found = providers.get_provider(
            connection, signed.membership.org_id, ProviderId(provider_id)
        )
    services.control.directory.refresh()
    target = services.control.directory.current.project(found.project_id).providers.get(found.name)
    if target is None:
        raise NotFound("There is no such provider.")
    return target
