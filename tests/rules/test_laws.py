"""Laws that a reader of one file could break without seeing it."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "tailrace"
SOURCES = {str(p.relative_to(PACKAGE)): p for p in PACKAGE.rglob("*.py")}

SCOPE_MAKERS = {"api/auth.py"}
BROAD_EXCEPT = {"api/errors.py", "app/jobs.py", "gateway/tee.py"}
ENVIRONMENT_READERS = {"settings.py", "cli.py"}


def test_only_the_doors_make_a_scope() -> None:
    assert _calls("Scope") <= SCOPE_MAKERS


def test_broad_excepts_stay_at_three_borders() -> None:
    found = {
        name
        for name, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type)
    }
    assert found <= BROAD_EXCEPT


def test_only_settings_and_the_command_line_read_the_environment() -> None:
    found = {
        name
        for name, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"environ", "getenv"}
        and isinstance(node.value, ast.Name)
        and node.value.id == "os"
    }
    assert found <= ENVIRONMENT_READERS


def test_no_query_pages_by_offset_or_counts_before_a_list() -> None:
    for name, path in SOURCES.items():
        if name.startswith("query/"):
            assert not re.search(r"\bOFFSET\b", path.read_text()), name


def test_nothing_unfinished_is_left() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    assert not [name for name, path in SOURCES.items() if marks.search(path.read_text())]


def test_lock_files_hold_no_registry_address() -> None:
    for folder in ("web", "tests/clients/ai-sdk"):
        assert '"resolved"' not in (ROOT / folder / "package-lock.json").read_text()
    for requirements in (ROOT / "requirements").glob("*.txt"):
        assert "://" not in requirements.read_text()


def _trees() -> list[tuple[str, ast.Module]]:
    return [(name, ast.parse(path.read_text())) for name, path in SOURCES.items()]


def _calls(function: str) -> set[str]:
    return {
        name
        for name, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == function
    }


def _is_broad(node: ast.expr | None) -> bool:
    if node is None:
        return True
    names = node.elts if isinstance(node, ast.Tuple) else [node]
    return any(isinstance(n, ast.Name) and n.id in {"Exception", "BaseException"} for n in names)
