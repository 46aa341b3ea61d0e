import pytest

from tailrace.core.errors import BadInput
from tailrace.protocols.chat import File, Image
from tailrace.protocols.openai import wire
from tailrace.protocols.openai.media import read_file, read_image, write_file, write_image


def image(url: str, detail: str | None = None) -> wire.ImagePart:
    return wire.ImagePart(wire.ImageUrl(url, detail))


def file(data: str | None, name: str | None = None) -> wire.FilePart:
    return wire.FilePart(wire.FileData(data, name))


@pytest.mark.parametrize(
    ("part", "picture"),
    [
        (
            image("https://a.example/b.png", "low"),
            Image(url="https://a.example/b.png", detail="low"),
        ),
        (image("data:image/png;base64,aGk="), Image(media_type="image/png", data="aGk=")),
    ],
)
def test_a_picture_is_an_address_or_its_bytes(part: wire.ImagePart, picture: Image) -> None:
    assert read_image(part, "p") == picture
    assert write_image(picture) == part


def test_a_document_is_its_bytes() -> None:
    part = file("data:application/pdf;base64,aGk=", "a.pdf")
    document = File(media_type="application/pdf", data="aGk=", name="a.pdf")
    assert read_file(part, "p") == document
    assert write_file(document) == part


def test_bare_base64_is_what_the_name_says() -> None:
    assert read_file(file("aGk=", "a.txt"), "p").media_type == "text/plain"
    assert read_file(file("aGk="), "p").media_type == "application/pdf"


def test_what_is_not_base64_or_only_openais_is_refused() -> None:
    with pytest.raises(BadInput, match=r"^p\.image_url\.url cannot"):
        read_image(image("data:image/svg+xml,<svg/>"), "p")
    with pytest.raises(BadInput, match=r"^p\.file\.file_data cannot"):
        read_file(file("data:text/plain,hi"), "p")
    with pytest.raises(BadInput, match=r"^p\.file\.file_id cannot"):
        read_file(wire.FilePart(wire.FileData(file_id="file-1")), "p")


def test_openai_takes_no_document_by_its_address() -> None:
    with pytest.raises(BadInput, match="document given by its address"):
        write_file(File(url="https://a.example/b.pdf"))
