"""The `meta` of every answer: what it rests on."""

from tailrace.api.schemas.shared import Meta, WindowAnswer
from tailrace.api.services import PipelineStatus
from tailrace.core.window import Window


def describe(
    status: PipelineStatus, window: Window | None = None, *, truncated: bool = False
) -> Meta:
    """Return the meta of an answer; no window where time does not bound it."""
    answered = None if window is None else window_answer(window)
    return Meta(
        window=answered, as_of=status.newest_at, missing=status.missing, truncated=truncated
    )


def window_answer(window: Window) -> WindowAnswer:
    return WindowAnswer(**{"from": window.start}, to=window.end, tz=window.tz.key)
