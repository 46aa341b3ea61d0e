"""The first words of a request in any dialect: what a list of requests shows of it.

The last thing that a person said is shown. Results of tools come as messages of the user too in
some dialects; they are passed over for what the user said before them.
"""

from typing import Any

from tailrace.capture.document import Asked
from tailrace.capture.said.words import content_words, one_line

_RESULTS = ("tool_result", "functionResponse")


def input_preview(asked: Asked) -> str:
    """Return the start of the last user message, or of a completion's or embedding's input."""
    for messages in (asked.messages, asked.contents, asked.input):
        if (message := _last_user_message(messages)) is not None:
            return one_line(content_words(_content(message)))
    return one_line(content_words(asked.prompt if asked.prompt is not None else asked.input))


def _last_user_message(messages: Any) -> dict[str, Any] | None:
    """Return the last message of role user, else the last one."""
    last = None
    for message in reversed(messages if isinstance(messages, list) else []):
        if isinstance(message, dict):
            if message.get("role") == "user" and not _is_result(_content(message)):
                return message
            last = last or message
    return last


def _content(message: dict[str, Any]) -> Any:
    """Return what a message holds: `parts` in Gemini's words, `output` of a tool in Responses'."""
    for key in ("content", "parts", "output"):
        if (content := message.get(key)) is not None:
            return content
    return None


def _is_result(content: Any) -> bool:
    if not isinstance(content, list) or not content or not isinstance(content[0], dict):
        return False
    return content[0].get("type") == _RESULTS[0] or _RESULTS[1] in content[0]
