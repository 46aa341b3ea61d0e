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
        if messages is not None and (content := _last_said(messages)) is not None:
            return one_line(content_words(content))
    return one_line(content_words(asked.prompt if asked.prompt is not None else asked.input))


def _last_said(messages: Any) -> Any:
    """Return the content of the last message of role user, else of the last one."""
    last = None
    for message in reversed(messages if isinstance(messages, list) else []):
        if isinstance(message, dict):
            content = message.get("content")
            if content is None:
                content = message.get("parts", message.get("output"))
            if message.get("role") == "user" and not _is_result(content):
                return "" if content is None else content
            last = content if last is None else last
    return last


def _is_result(content: Any) -> bool:
    if not isinstance(content, list) or not content or not isinstance(content[0], dict):
        return False
    return content[0].get("type") == _RESULTS[0] or _RESULTS[1] in content[0]
