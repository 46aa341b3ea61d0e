"""Every room says what it is for, is on the map, and has its tests."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "tailrace"
ROOMS = sorted(p.parent for p in PACKAGE.rglob("__init__.py") if p.parent != PACKAGE)
MODULES = sorted(
    p
    for p in PACKAGE.rglob("*.py")
    if p.name not in {"__init__.py", "__main__.py"} and "migrations" not in p.parts
)
UNCLEAR = {"utils", "common", "helpers", "misc", "base", "manager", "service", "v2", "legacy"}


@pytest.mark.parametrize("room", ROOMS, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_room_is_its_docstring(room: Path) -> None:
    body = ast.parse((room / "__init__.py").read_text()).body
    assert len(body) == 1
    assert isinstance(body[0], ast.Expr)
    assert isinstance(body[0].value, ast.Constant)


def test_the_map_names_every_room() -> None:
    page = (ROOT / "docs" / "map.md").read_text()
    missing = [r.name for r in ROOMS if r.parent == PACKAGE and f"| `{r.name}` |" not in page]
    assert not missing


@pytest.mark.parametrize("module", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_each_module_has_its_test(module: Path) -> None:
    inside = module.relative_to(PACKAGE)
    expected = ROOT / "tests" / inside.parent / f"test_{inside.name}"
    assert expected.is_file(), f"write {expected.relative_to(ROOT)}"


@pytest.mark.parametrize("module", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_names_say_what_a_module_is(module: Path) -> None:
    assert not UNCLEAR & {module.stem, module.parent.name}
