import os
from pathlib import Path

import pytest

from tools.build_web import SKIP, is_needed

OLD, NEW = 1_000_000_000, 1_000_000_100


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("web/package.json", "web/src/main.tsx", "web/node_modules/x/index.js"):
        write(tmp_path / name, OLD)
    return tmp_path


def write(path: Path, modified: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    os.utime(path, (modified, modified))


def page(root: Path) -> Path:
    return root / "tailrace" / "app" / "static" / "index.html"


def test_a_tree_without_output_is_built(root: Path) -> None:
    assert is_needed(root, {})


def test_output_newer_than_every_source_is_left_alone(root: Path) -> None:
    write(page(root), NEW)
    assert not is_needed(root, {})


def test_a_changed_source_is_built_again(root: Path) -> None:
    write(page(root), OLD)
    write(root / "web" / "src" / "lib" / "format.ts", NEW)
    assert is_needed(root, {})


@pytest.mark.parametrize("name", ["web/node_modules/x/index.js", "web/tests/a.test.ts"])
def test_what_is_no_source_changes_nothing(root: Path, name: str) -> None:
    write(page(root), OLD)
    write(root / name, NEW)
    assert not is_needed(root, {})


def test_an_unpacked_source_distribution_keeps_the_output_it_brought(root: Path) -> None:
    write(root / "PKG-INFO", OLD)
    write(page(root), OLD)
    write(root / "web" / "src" / "main.tsx", NEW)
    assert not is_needed(root, {})


def test_a_tree_without_the_web_app_is_not_built(tmp_path: Path) -> None:
    assert not is_needed(tmp_path, {})


def test_the_build_can_be_switched_off(root: Path) -> None:
    assert not is_needed(root, {SKIP: "1"})
