"""Secrets are random, recognised by hash, and open only with their key and place."""

import stat
from pathlib import Path

import pytest

from tailrace.control.secrets import SecretBox, hash_secret, load_secret_key, new_token
from tailrace.core.errors import BadInput

KEY = "k" * 32


def test_tokens_are_letters_and_digits_and_differ() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(t) == 40 and t.isascii() and t.isalnum() for t in tokens)


def test_the_hash_is_sha_256() -> None:
    assert hash_secret("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_half_a_character_can_be_hashed() -> None:
    assert hash_secret("tr_live_\ud800") != hash_secret("tr_live_\ud801")


def test_what_was_sealed_opens_with_the_same_key_and_place() -> None:
    sealed = SecretBox.of(KEY).seal("sk-ünïcode", "provider 1 openai")
    assert "sk-" not in sealed
    assert SecretBox.of(KEY).unseal(sealed, "provider 1 openai") == "sk-ünïcode"


def test_the_same_secret_is_sealed_differently_each_time() -> None:
    box = SecretBox.of(KEY)
    assert box.seal("sk", "place") != box.seal("sk", "place")


def test_another_key_does_not_open_it_and_says_what_to_do() -> None:
    sealed = SecretBox.of(KEY).seal("sk", "place")
    with pytest.raises(BadInput, match="secret key does not open") as caught:
        SecretBox.of("x" * 32).unseal(sealed, "place")
    assert "TAILRACE_SECRET_KEY" in caught.value.hint


@pytest.mark.parametrize("damage", ["", "v1.", "v1.!!!", "v1.AAAA"])
def test_damaged_text_does_not_open(damage: str) -> None:
    with pytest.raises(BadInput):
        SecretBox.of(KEY).unseal(damage, "place")


def test_a_secret_moved_to_another_place_does_not_open() -> None:
    box = SecretBox.of(KEY)
    with pytest.raises(BadInput):
        box.unseal(box.seal("sk", "provider 1 openai"), "provider 2 openai")


def test_a_short_key_is_refused() -> None:
    with pytest.raises(BadInput, match="has 5 characters; 32 are needed"):
        SecretBox.of("short")


def test_the_box_does_not_show_its_key() -> None:
    assert KEY not in repr(SecretBox.of(KEY))


def test_the_key_file_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    key = load_secret_key(folder)
    assert load_secret_key(folder) == key
    assert len(key) >= 32
    assert stat.S_IMODE((folder / "secret.key").stat().st_mode) == 0o600


def test_an_empty_key_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "secret.key").touch()
    with pytest.raises(BadInput, match=r"secret\.key is empty"):
        load_secret_key(tmp_path)
