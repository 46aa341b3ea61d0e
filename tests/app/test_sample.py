"""The demo's folder comes and goes, and the demo tells how to use it."""

from tailrace.app.sample import folder
from tailrace.settings import Settings


def test_a_fresh_folder_is_removed_afterwards(settings: Settings) -> None:
    with folder(settings, fresh=True) as placed:
        assert placed.data_dir.is_dir()
        assert placed.data_dir != settings.data_dir
    assert not placed.data_dir.exists()


def test_a_chosen_folder_is_kept(settings: Settings) -> None:
    settings.data_dir.mkdir()
    with folder(settings, fresh=False) as placed:
        assert placed is settings
    assert settings.data_dir.is_dir()
