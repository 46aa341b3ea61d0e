"""Pictures and documents inside bodies: data URLs, base64 alphabets, types by file name.

Inside tailrace the bytes are in base64 of the usual alphabet; Google's SDKs write the other one.
"""

import binascii
import re
from urllib.parse import urlsplit

_DATA_URL = re.compile(r"data:([^;,]*)((?:;[^;,]*)*),", re.IGNORECASE)
_OTHER_ALPHABET = str.maketrans("-_", "+/")
_TYPES = {
    "bmp": "image/bmp",
    "csv": "text/csv",
    "gif": "image/gif",
    "heic": "image/heic",
    "heif": "image/heif",
    "html": "text/html",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "json": "application/json",
    "md": "text/markdown",
    "pdf": "application/pdf",
    "png": "image/png",
    "txt": "text/plain",
    "webp": "image/webp",
    "xml": "text/xml",
}


def data_url(media_type: str, data: str) -> str:
    """Return the bytes as an address."""
    return f"data:{media_type};base64,{data}"


def split_data_url(url: str) -> tuple[str, str] | None:
    """Return media type and base64 of a data URL; None when the text is none, or not base64."""
    head = _DATA_URL.match(url)
    if head is None or not head[2].lower().endswith(";base64"):
        return None
    return head[1].lower(), url[head.end() :]


def usual_base64(data: str) -> str | None:
    """Return base64 in the usual alphabet and padded; None when the text is none."""
    usual = data.translate(_OTHER_ALPHABET) if "-" in data or "_" in data else data
    usual += "=" * (-len(usual) % 4)
    try:
        found = binascii.a2b_base64(usual, strict_mode=True)
    except ValueError:
        return None
    return usual if found else None


def is_web_address(url: str) -> bool:
    """Whether any vendor could fetch it."""
    return url.lower().startswith(("https://", "http://"))


def type_by_name(name: str) -> str:
    """Return the media type that a file's name or address suggests; empty when none."""
    try:
        path = urlsplit(name).path
    except ValueError:
        return ""
    return _TYPES.get(path.rpartition(".")[2].lower(), "")
