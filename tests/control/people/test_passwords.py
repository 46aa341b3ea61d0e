"""Rules that say what is wrong, and hashes that are Argon2id."""

from concurrent.futures import ThreadPoolExecutor
from typing import Literal

import pytest
from argon2 import PasswordHasher

from tailrace.control.people.passwords import AT_ONCE, Passwords, checked_password
from tailrace.core.errors import BadInput
from tests.fakes.tenants import PASSWORD, cheap_passwords

EMAIL = "alice@example.com"


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("", "has 10 to 200 characters; this one has 0"),
        ("short", "this one has 5"),
        ("x" * 201, "this one has 201"),
        ("aaaaaaaaaaaa", "repeats itself"),
        ("abababababab", "repeats itself"),
        ("Alice@Example.com", "is the e-mail address"),
        ("half a character \ud800", "half a character"),
    ],
)
def test_a_bad_password_is_refused_and_not_repeated(password: str, message: str) -> None:
    with pytest.raises(BadInput, match=message) as caught:
        checked_password(password, EMAIL)
    assert not password or password not in caught.value.message + caught.value.hint


@pytest.mark.parametrize("password", [PASSWORD, "пароль которого нет", "a1b2c3d4e5"])
def test_a_good_password_passes(password: str) -> None:
    assert checked_password(password, EMAIL) == password


def test_a_password_matches_its_own_hash_only() -> None:
    passwords = cheap_passwords()
    stored = passwords.hash(PASSWORD)
    assert passwords.matches(stored, PASSWORD)
    assert not passwords.matches(stored, PASSWORD + "!")
    assert not passwords.matches(stored, "x" * 1000)
    assert not passwords.matches(stored, "\ud800")
    assert passwords.hash(PASSWORD) != stored


def test_nothing_matches_where_no_password_is() -> None:
    passwords = cheap_passwords()
    assert not passwords.matches(None, PASSWORD)
    assert not passwords.matches(None, "nobody has this password")
    assert not passwords.matches("not a hash", PASSWORD)


def test_the_default_is_argon2id_with_64_mib() -> None:
    hasher = Passwords().hasher
    assert (hasher.type.name, hasher.memory_cost, hasher.time_cost) == ("ID", 64 << 10, 3)


def test_only_a_few_hashes_are_made_at_once() -> None:
    running: list[int] = []
    most: list[int] = []

    class WatchedHasher(PasswordHasher):
        def verify(self, *given: str | bytes, **named: str | bytes) -> Literal[True]:
            running.append(1)
            most.append(len(running))
            try:
                return super().verify(*given, **named)
            finally:
                running.pop()

    passwords = Passwords(WatchedHasher(1, 1024, 1))
    with ThreadPoolExecutor(4 * AT_ONCE) as pool:
        assert not any(pool.map(lambda _: passwords.matches(None, PASSWORD), range(10 * AT_ONCE)))
    assert 1 <= max(most) <= AT_ONCE
