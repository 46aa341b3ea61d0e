"""Shapes of what people keep: saved views."""

from typing import Annotated

from pydantic import Field

from tailrace.api.schemas.access import Name, ProjectAnswer
from tailrace.api.schemas.shared import Answer, Ask, Id, Moment
from tailrace.control.saved.views import MAX_SEARCH, Page

Search = Annotated[
    str,
    Field(
        max_length=MAX_SEARCH,
        description="What stands behind the `?` of the page's address.",
        examples=["last=7d&filter=status:error"],
    ),
]
Shared = Annotated[bool, Field(description="Everybody in the organisation sees it.")]


class KeptAnswer(Answer):
    """Whose a kept thing is."""

    id: Id
    name: str
    shared: Shared
    project: ProjectAnswer | None = Field(description="Null: it is about all projects.")
    owner: str = Field(description="The owner's name.", examples=["Alice"])
    own: bool = Field(description="The caller is its owner.")
    may_change: bool = Field(description="The caller may change and remove it.")
    created_at: Moment


class ViewAnswer(KeptAnswer):
    """A saved view of a page."""

    page: Page
    search: Search


class ViewsAnswer(Answer):
    """Own views first, then those that others share."""

    data: list[ViewAnswer]


class NewView(Ask):
    """A view to be kept."""

    name: Name
    page: Page
    search: Search
    shared: Shared = False
    project_id: Id | None = None


class ChangedView(Ask):
    """What changes of a view; what is not named stays."""

    name: Name | None = None
    search: Search | None = None
    shared: Shared | None = None
