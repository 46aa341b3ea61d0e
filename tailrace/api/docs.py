"""Interactive documentation that works without the internet: Swagger UI's files come from a wheel.

    /api/openapi.json   the OpenAPI document
    /api/docs           the page
    /api/docs/<file>    its script and its styles

The page holds no script of its own, so its content security policy can forbid any that we did not
serve.
"""

from importlib.resources import files
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import HTMLResponse

from tailrace.api.openapi import document
from tailrace.core.errors import NotFound

_ASSETS = {"swagger-ui.css": "text/css", "swagger-ui-bundle.js": "text/javascript"}
_START = "start.js"
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>tailrace API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="page"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
"""
_SCRIPT = """SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#page",
  deepLinking: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
});
"""
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'"
)
_CACHED = {"cache-control": "public, max-age=3600"}

router = APIRouter(include_in_schema=False)


@router.get("/openapi.json")
def get_openapi(request: Request) -> dict[str, Any]:
    """Answer the document; made when first asked for, because it takes a tenth of a second."""
    app: FastAPI = request.app
    if app.openapi_schema is None:
        app.openapi_schema = document(app)
    return app.openapi_schema


@router.get("/docs")
def get_page() -> HTMLResponse:
    return HTMLResponse(_PAGE, headers={"content-security-policy": _POLICY})


@router.get("/docs/{name}")
def get_asset(name: str) -> Response:
    if name == _START:
        return Response(_SCRIPT, media_type="text/javascript")
    if name not in _ASSETS:
        raise NotFound(f"There is no /api/docs/{name}.")
    content = (files("fastapi_standalone_docs") / "static" / "swagger" / name).read_bytes()
    return Response(content, media_type=_ASSETS[name], headers=_CACHED)
