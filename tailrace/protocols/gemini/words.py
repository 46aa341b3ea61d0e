"""Google's words for the few things that every format names in its own way."""

import base64
import binascii
import hashlib
import re

from tailrace.protocols.body.media import usual_base64
from tailrace.protocols.body.seal import mark, shown, vendor_of
from tailrace.protocols.chat import Effort, Finish

NAME = "gemini"

FINISHES: dict[str, Finish] = {
    "STOP": "stop",
    "MAX_TOKENS": "length",
    "SAFETY": "content_filter",
    "RECITATION": "content_filter",
    "BLOCKLIST": "content_filter",
    "PROHIBITED_CONTENT": "content_filter",
    "SPII": "content_filter",
    "MODEL_ARMOR": "content_filter",
    "ESCALATION": "content_filter",
    "IMAGE_SAFETY": "content_filter",
    "IMAGE_PROHIBITED_CONTENT": "content_filter",
    "IMAGE_RECITATION": "content_filter",
}
"""Any other reason is `other`: the model's call was broken, its language unknown …"""
REASONS: dict[Finish, str] = {
    "stop": "STOP",
    "tool_calls": "STOP",
    "length": "MAX_TOKENS",
    "content_filter": "SAFETY",
    "other": "OTHER",
}
LEVELS: dict[str, Effort | None] = {
    "THINKING_LEVEL_UNSPECIFIED": None,
    "MINIMAL": "minimal",
    "LOW": "low",
    "MEDIUM": "medium",
    "HIGH": "high",
    "XHIGH": "xhigh",
}
EFFORTS: dict[Effort, str] = {
    "minimal": "MINIMAL",
    "low": "LOW",
    "medium": "MEDIUM",
    "high": "HIGH",
    "xhigh": "XHIGH",
    "max": "XHIGH",
}
BUDGETS: dict[Effort, int] = {
    "none": 0,
    "minimal": 1024,
    "low": 1024,
    "medium": 8192,
    "high": 24576,
    "xhigh": 24576,
    "max": 24576,
}
"""For models before Gemini 3; the numbers are those of Google's own OpenAI-compatible door."""
UNSEALED = "skip_thought_signature_validator"
"""What Gemini 3 takes for the seal of a call that another model made; without one it refuses."""
_BEFORE_3 = re.compile(r"gemini-[12][.-]")
_SNAKE = re.compile(r"(?<=[a-z0-9])_([a-z0-9])")


def camel(name: str) -> str:
    """Return a field's name as Google writes it; both `mime_type` and `mimeType` are allowed."""
    return _SNAKE.sub(lambda found: found[1].upper(), name) if "_" in name else name


def finish_of(reason: object, *, called: bool) -> Finish | None:
    """Return why the model stopped; Google says STOP also when it wants tools called."""
    if not isinstance(reason, str) or reason in {"", "FINISH_REASON_UNSPECIFIED"}:
        return None
    finish = FINISHES.get(reason.upper(), "other")
    return "tool_calls" if finish == "stop" and called else finish


def read_seal(signature: object) -> str:
    """Return a thought's signature with its vendor; another vendor's comes wrapped in base64."""
    if not isinstance(signature, str) or signature in {"", UNSEALED}:
        return ""
    try:
        inside = base64.b64decode(usual_base64(signature) or "", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        inside = ""
    return inside if vendor_of(inside) else mark(usual_base64(signature) or signature, NAME)


def write_seal(seal: str) -> str:
    """Return the signature for a Google client, whose field takes nothing but base64."""
    bare = shown(seal, NAME)
    if vendor_of(seal) == NAME and usual_base64(bare) == bare:
        return bare
    return base64.b64encode(bare.encode()).decode()


def is_before_3(model: str) -> bool:
    """Whether a model knows budgets of thought only, and demands no seals."""
    return _BEFORE_3.match(model.removeprefix("models/")) is not None


def call_id(*known: object) -> str:
    """Return an id for a call that came without one: the same call gets the same one again."""
    digest = hashlib.blake2s(repr(known).encode(errors="replace"), digest_size=12)
    return f"call_{digest.hexdigest()}"
