"""Pictures and documents in chat completions: addresses, and data URLs for their bytes."""

from tailrace.protocols.body.media import data_url, split_data_url, type_by_name
from tailrace.protocols.body.strict import ELSEWHERE
from tailrace.protocols.chat import File, Image, untranslatable
from tailrace.protocols.openai import wire

_PDF = "application/pdf"


def read_image(part: wire.ImagePart, path: str) -> Image:
    """Return the picture; its address may hold its bytes."""
    url, detail = part.image_url.url, part.image_url.detail or ""
    if not url.lower().startswith("data:"):
        return Image(url=url, detail=detail)
    found = split_data_url(url)
    if found is None:
        raise untranslatable(f"{path}.image_url.url", ELSEWHERE, hint="Send it in base64.")
    return Image(media_type=found[0], data=found[1], detail=detail)


def read_file(part: wire.FilePart, path: str) -> File:
    """Return the document; one that only OpenAI has, by its id, cannot go elsewhere."""
    file, name = part.file, part.file.filename or ""
    if file.file_id or not file.file_data:
        raise untranslatable(f"{path}.file.file_id", ELSEWHERE, hint="Send it as file_data.")
    found = split_data_url(file.file_data) or ("", file.file_data)
    if found[1].lower().startswith("data:"):
        raise untranslatable(f"{path}.file.file_data", ELSEWHERE, hint="Send it in base64.")
    return File(media_type=found[0] or type_by_name(name) or _PDF, data=found[1], name=name)


def write_image(image: Image) -> wire.ImagePart:
    """Return the picture as OpenAI takes it."""
    url = image.url or data_url(image.media_type, image.data)
    return wire.ImagePart(wire.ImageUrl(url, image.detail or None))


def write_file(file: File) -> wire.FilePart:
    """Return the document; raises BadInput when it is given by an address, which has no place."""
    if not file.data:
        raise untranslatable(
            "A document given by its address", "openai", hint="Send its bytes in base64."
        )
    data = data_url(file.media_type or _PDF, file.data)
    return wire.FilePart(wire.FileData(data, file.name or None))
