"""Shapes of what people keep: saved views and dashboards."""

from typing import Annotated

from pydantic import Field

from tailrace.api.schemas.access import Name, ProjectAnswer
from tailrace.api.schemas.shared import Answer, Ask, Id, Moment
from tailrace.control.projects.projects import NAME_LENGTH
from tailrace.control.saved.dashboards import COLUMNS, LEAST_COLUMNS, MOST_CARDS, ROWS
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


CardTitle = Annotated[
    str, Field(max_length=NAME_LENGTH, description="Empty: the question in words.")
]
CardColumns = Annotated[
    int, Field(ge=LEAST_COLUMNS, le=COLUMNS, description="Of the grid's twelve.", examples=[6])
]
CardRows = Annotated[int, Field(ge=1, le=ROWS, examples=[2])]
CardSearch = Annotated[
    str,
    Field(
        max_length=MAX_SEARCH,
        description="What stands behind the `?` of Explore's address; the window is the page's.",
        examples=["metric=cost_usd&by=model&chart=top"],
    ),
]


class CardAnswer(Answer):
    """A question, and how much of the grid it takes."""

    title: CardTitle
    search: CardSearch
    columns: CardColumns
    rows: CardRows


class NewCard(Ask):
    """A card to be kept."""

    title: CardTitle = ""
    search: CardSearch
    columns: CardColumns = 6
    rows: CardRows = 2


Cards = Annotated[list[NewCard], Field(max_length=MOST_CARDS)]


class DashboardAnswer(KeptAnswer):
    """Cards, which fill a grid of twelve columns in their order."""

    cards: list[CardAnswer]


class DashboardsAnswer(Answer):
    """Own dashboards first, then those that others share."""

    data: list[DashboardAnswer]


class NewDashboard(Ask):
    """A dashboard to be kept."""

    name: Name
    cards: list[NewCard] = Field([], max_length=MOST_CARDS)
    shared: Shared = False
    project_id: Id | None = None


class ChangedDashboard(Ask):
    """What changes of a dashboard; what is not named stays."""

    name: Name | None = None
    cards: Cards | None = None
    shared: Shared | None = None
