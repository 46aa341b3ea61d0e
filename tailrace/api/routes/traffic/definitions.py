"""The routes that workflows and schemas have in common; each has its own shapes.

Everybody in the organisation may read; who may change what is `control/people/roles.py`. A change
reaches this process at once and every gateway within a second.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Generic

from fastapi import APIRouter, Path

from tailrace.api.auth import CurrentSigned, Services, author
from tailrace.api.openapi import SESSION, WRITES
from tailrace.api.schemas.access import ProjectAnswer
from tailrace.api.schemas.shared import Answer, Id, ProblemAnswer
from tailrace.api.schemas.traffic import (
    ChangedDefinition,
    CheckAnswer,
    NewDefinition,
    SavedAnswer,
    Version,
)
from tailrace.control.people.roles import require
from tailrace.control.traffic.definitions import Definitions
from tailrace.control.traffic.versions import S, Saved
from tailrace.core.ids import ProjectId

PathId = Annotated[Id, Path(alias="id")]


@dataclass(frozen=True, slots=True)
class Kept(Generic[S]):
    """One of the two: what can be done with it, and how it is answered."""

    all: Definitions[S]
    answer: type[Answer]
    answers: type[Answer]
    """With one field, `data`: a list of `answer`."""
    definition: Callable[[S], Answer]
    """Returns the whole definition, its defaults filled in."""

    @property
    def noun(self) -> str:
        return self.all.kind.noun

    @property
    def path(self) -> str:
        return f"/{self.noun}s"

    def show(self, saved: Saved[S]) -> Answer:
        project = ProjectAnswer(id=saved.project_id, name=saved.project_name)
        told = {
            name: getattr(saved, name) for name in SavedAnswer.model_fields if name != "project"
        }
        definition = self.definition(saved.spec)
        return self.answer.model_validate({**told, "project": project, "definition": definition})

    def show_all(self, found: Iterable[Saved[S]]) -> Answer:
        return self.answers.model_validate({"data": [self.show(one) for one in found]})


def definition_routes(kept: Kept[S]) -> APIRouter:
    """Return the routes: list, check, make, show, change, remove, versions, restore."""
    router = APIRouter(tags=[f"{kept.noun}s"])
    _add_reading(router, kept)
    _add_writing(router, kept)
    _add_versions(router, kept)
    return router


def _add_reading(router: APIRouter, kept: Kept[S]) -> None:
    noun, things = kept.noun, kept.all

    @router.get(
        kept.path,
        name=f"list_{noun}s",
        description=f"List the {noun}s of the selected projects, each in the version that runs.",
        response_model=kept.answers,
        openapi_extra=SESSION,
    )
    def list_newest(signed: CurrentSigned, services: Services) -> Answer:
        org_id, project_id = signed.membership.org_id, signed.session.project_id
        with services.control.db.reading() as connection:
            return kept.show_all(things.list_newest(connection, org_id, project_id))

    @router.get(
        f"{kept.path}/{{id}}",
        name=f"get_{noun}",
        description=f"Show a {noun} in the version that runs.",
        response_model=kept.answer,
        openapi_extra=SESSION,
    )
    def get(thing_id: PathId, signed: CurrentSigned, services: Services) -> Answer:
        with services.control.db.reading() as connection:
            return kept.show(things.get(connection, signed.membership.org_id, thing_id))


def _add_writing(router: APIRouter, kept: Kept[S]) -> None:
    _add_making(router, kept)
    noun, things = kept.noun, kept.all

    @router.put(
        f"{kept.path}/{{id}}",
        name=f"change_{noun}",
        description="Save another version, which runs from now on; "
        "what says the same saves nothing.",
        response_model=kept.answer,
        openapi_extra=WRITES,
    )
    def change(
        thing_id: PathId, body: ChangedDefinition, signed: CurrentSigned, services: Services
    ) -> Answer:
        require(signed.membership.role, "manage_workflows")
        org_id, by = signed.membership.org_id, author(signed, services)
        with services.control.db.transaction() as connection:
            changed = things.change(connection, org_id, thing_id, body.definition, by)
        services.control.directory.refresh()
        return kept.show(changed)

    @router.delete(
        f"{kept.path}/{{id}}",
        status_code=204,
        name=f"remove_{noun}",
        description=f"Take a {noun} out of use; its versions stay for the records that name them.",
        openapi_extra=WRITES,
    )
    def remove(thing_id: PathId, signed: CurrentSigned, services: Services) -> None:
        require(signed.membership.role, "manage_workflows")
        with services.control.db.transaction() as connection:
            things.remove(connection, signed.membership.org_id, thing_id, services.now())
        services.control.directory.refresh()


def _add_making(router: APIRouter, kept: Kept[S]) -> None:
    noun, things = kept.noun, kept.all

    @router.post(
        kept.path,
        status_code=201,
        name=f"create_{noun}",
        description=f"Make a {noun}; a removed one of the same name goes on counting its versions.",
        response_model=kept.answer,
        openapi_extra=WRITES,
    )
    def create(body: NewDefinition, signed: CurrentSigned, services: Services) -> Answer:
        require(signed.membership.role, "manage_workflows")
        org_id, by = signed.membership.org_id, author(signed, services)
        with services.control.db.transaction() as connection:
            project_id = ProjectId(body.project_id)
            made = things.create(connection, org_id, project_id, body.definition, by)
        services.control.directory.refresh()
        return kept.show(made)

    @router.post(
        f"{kept.path}/check",
        name=f"check_{noun}",
        description="Tell every mistake in a definition, and save nothing.",
        response_model=CheckAnswer,
        openapi_extra=WRITES,
    )
    def check(body: NewDefinition, signed: CurrentSigned, services: Services) -> CheckAnswer:
        require(signed.membership.role, "manage_workflows")
        org_id, project_id = signed.membership.org_id, ProjectId(body.project_id)
        with services.control.db.reading() as connection:
            _, problems = things.check(connection, org_id, project_id, body.definition)
        return CheckAnswer(problems=[ProblemAnswer.model_validate(one) for one in problems])


def _add_versions(router: APIRouter, kept: Kept[S]) -> None:
    noun, things = kept.noun, kept.all

    @router.get(
        f"{kept.path}/{{id}}/versions",
        name=f"list_{noun}_versions",
        description=f"List every version of a {noun}, newest first.",
        response_model=kept.answers,
        openapi_extra=SESSION,
    )
    def list_versions(thing_id: PathId, signed: CurrentSigned, services: Services) -> Answer:
        with services.control.db.reading() as connection:
            found = things.list_versions(connection, signed.membership.org_id, thing_id)
        return kept.show_all(found)

    one = f"{kept.path}/{{id}}/versions/{{version}}"

    @router.get(
        one,
        name=f"get_{noun}_version",
        description=f"Show a {noun} as it was in one version.",
        response_model=kept.answer,
        openapi_extra=SESSION,
    )
    def get_version(
        thing_id: PathId, version: Version, signed: CurrentSigned, services: Services
    ) -> Answer:
        org_id = signed.membership.org_id
        with services.control.db.reading() as connection:
            return kept.show(things.get_version(connection, org_id, thing_id, version))

    _add_restoring(router, kept, one)


def _add_restoring(router: APIRouter, kept: Kept[S], one: str) -> None:
    @router.post(
        f"{one}/restore",
        name=f"restore_{kept.noun}_version",
        description="Save an old version as a new one.",
        response_model=kept.answer,
        openapi_extra=WRITES,
    )
    def restore(
        thing_id: PathId, version: Version, signed: CurrentSigned, services: Services
    ) -> Answer:
        require(signed.membership.role, "manage_workflows")
        org_id, by = signed.membership.org_id, author(signed, services)
        with services.control.db.transaction() as connection:
            restored = kept.all.restore(connection, org_id, thing_id, version, by)
        services.control.directory.refresh()
        return kept.show(restored)
