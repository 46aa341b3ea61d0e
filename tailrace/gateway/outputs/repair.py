"""The next attempt's messages when an answer missed its schema: the answer, and what was wrong.

What must stay true: the model is told of its own answer only, never of another target's, and a very
long one is cut, so that a repair costs no more than a known sum.
"""

import msgspec

from tailrace.gateway.outputs.check import Invalid
from tailrace.gateway.outputs.instruct import listed_messages, members_of
from tailrace.protocols.chat import Chat, Text, Turn

LONGEST_ANSWER = 50_000
_CUT = "\n[…]\n"


def repair_chat(chat: Chat, answer: str, invalid: Invalid) -> Chat:
    """Return the chat with the wrong answer and a word on it."""
    turns = chat.turns
    if answer.strip():
        turns = (*turns, Turn("assistant", (Text(_cut(answer)),)))
    return msgspec.structs.replace(chat, turns=(*turns, Turn("user", (Text(complaint(invalid)),))))


def repair_body(body: bytes, answer: str, invalid: Invalid) -> bytes:
    """Return an OpenAI chat completion's body with the same; unchanged without messages."""
    members = members_of(body)
    messages = listed_messages(members.get("messages"))
    if messages is None:
        return body
    said = [("assistant", _cut(answer))] if answer.strip() else []
    said.append(("user", complaint(invalid)))
    messages += (
        msgspec.Raw(msgspec.json.encode({"role": role, "content": text})) for role, text in said
    )
    members["messages"] = msgspec.Raw(msgspec.json.encode(messages))
    return msgspec.json.encode(members)


def complaint(invalid: Invalid) -> str:
    """Return what a model is told of its answer."""
    where = f" At {invalid.path}:" if invalid.path else ""
    return (
        f"Your last answer is not valid.{where} {invalid.message} Answer again with the whole"
        " corrected JSON value and nothing else."
    )


def _cut(answer: str) -> str:
    """Return the answer without its middle when it is very long."""
    if len(answer) <= LONGEST_ANSWER:
        return answer
    half = LONGEST_ANSWER // 2
    return answer[:half] + _CUT + answer[-half:]
