"""What is wrong with a filter's text, and where."""

from tailrace.core.errors import BadInput


class BadFilter(BadInput):
    """The text is not a filter. `position` counts characters from 0."""

    code = "bad_filter"

    def __init__(
        self, problem: str, *, position: int, expected: str, nearest: str | None = None
    ) -> None:
        hint = f"Did you mean {nearest}?" if nearest else f"Expected {expected}."
        super().__init__(f"{problem} (at character {position + 1})", hint=hint)
        self.position = position
        self.expected = expected
        self.nearest = nearest
