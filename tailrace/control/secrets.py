"""Secrets: made, recognised, and kept sealed.

Tokens that have only to be recognised (project keys, sessions, links) are kept as SHA-256: they are
random, so a slow hash would add nothing. Provider keys have to be sent on, so they are sealed with
AES-256-GCM under one key of the installation; the place a secret belongs to is sealed in with it,
so that a sealed text moved to another row does not open.
"""

import base64
import hashlib
import os
import secrets
import string
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tailrace.core.errors import BadInput

KEY_FILE = "secret.key"
MIN_KEY_LENGTH = 32
_ALPHABET = string.ascii_letters + string.digits
_VERSION = "v1."
_NONCE_BYTES = 12


def new_token(length: int = 40) -> str:
    """Return random letters and digits; 40 of them are 238 bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def is_header_text(text: str) -> bool:
    """Return whether a header and an address can carry the text: printable ASCII, no space."""
    return text.isascii() and text.isprintable() and " " not in text


def hash_secret(secret: str) -> str:
    """Return the SHA-256 of a secret in hexadecimal: what is stored, and looked up."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class SecretBox:
    """Seals and opens secrets under one key."""

    _cipher: AESGCM = field(repr=False)

    @classmethod
    def of(cls, secret_key: str) -> "SecretBox":
        """Derive the key from a long random text; raises BadInput when it is short."""
        if len(secret_key) < MIN_KEY_LENGTH:
            raise BadInput(
                f"The secret key has {len(secret_key)} characters; {MIN_KEY_LENGTH} are needed.",
                hint="Make one with: openssl rand -base64 32",
            )
        derive = HKDF(SHA256(), length=32, salt=None, info=b"tailrace provider keys")
        return cls(AESGCM(derive.derive(secret_key.encode())))

    def seal(self, secret: str, place: str) -> str:
        """Return text that only `unseal` with the same key and place turns back."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, secret.encode(), place.encode())
        return _VERSION + base64.b64encode(sealed).decode()

    def unseal(self, sealed: str, place: str) -> str:
        """Return the secret; raises BadInput when the key or the place is another."""
        try:
            raw = base64.b64decode(sealed.removeprefix(_VERSION), validate=True)
            plain = self._cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], place.encode())
        except (InvalidTag, ValueError):
            raise BadInput(
                "The secret key does not open what is stored in the control database.",
                hint="Start with the TAILRACE_SECRET_KEY, or the file "
                f"{KEY_FILE} of the data folder, that the provider keys were saved with.",
            ) from None
        return plain.decode()


def load_secret_key(folder: Path) -> str:
    """Return the key kept in the folder; made once, readable by its owner only.

    Raises BadInput for an empty file: a start that was cut short left it.
    """
    path = folder / KEY_FILE
    folder.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept = path.read_text().strip()
        if not kept:
            raise BadInput(f"{path} is empty.", hint="Delete it, or bring back a copy.") from None
        return kept
    with os.fdopen(descriptor, "w") as file:
        key = new_token(48)
        file.write(key + "\n")
    return key
