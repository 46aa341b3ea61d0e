"""Print the API's OpenAPI document; `make gen` keeps it in web/src/api/openapi.json."""

import json

from tailrace.api.application import openapi_document


def text() -> str:
    """Return the document as it is kept: the same routes always make the same text."""
    return json.dumps(openapi_document(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(text(), end="")
