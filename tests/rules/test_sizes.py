"""Files, functions and rooms stay small enough to hold in one's head."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "tailrace").rglob("*.py"))
FILE_LINES, FUNCTION_LINES, TSX_LINES, ROOM_MODULES = 400, 50, 250, 12


def test_python_files_have_at_most_400_lines() -> None:
    tested = [*SOURCES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "bench").rglob("*.py")]
    long = {str(p.relative_to(ROOT)): n for p in tested if (n := _lines(p)) > FILE_LINES}
    assert not long


def test_functions_have_at_most_50_lines() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{node.name}": size
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (size := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
    }
    assert not long


def test_web_files_stay_small() -> None:
    web = ROOT / "web" / "src"
    tsx = {p.name: n for p in web.rglob("*.tsx") if (n := _lines(p)) > TSX_LINES}
    ts = {p.name: n for p in web.rglob("*.ts") if ".gen." not in p.name and (n := _lines(p)) > 400}
    assert not tsx
    assert not ts


@pytest.mark.parametrize(
    "room", sorted(p for p in (ROOT / "tailrace").iterdir() if (p / "__init__.py").is_file())
)
def test_rooms_have_at_most_12_modules(room: Path) -> None:
    modules = [p for p in room.glob("*.py") if p.name != "__init__.py"]
    folders = [p for p in room.iterdir() if (p / "__init__.py").is_file()]
    assert len(modules) + len(folders) <= ROOM_MODULES


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines())
