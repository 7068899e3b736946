"""Ed25519 keys of node."""

from base64 import urlsafe_b64decode
from typing import Any

import licensim_thread


class Ed25519PublicKey:
    """The key that verifies."""

    def __init__(self, pair: Any) -> None:
        self._pair = pair

    def public_bytes(self, encoding: object, form: object) -> bytes:
        """Return the 32 bytes of the key: the kit asks for no other encoding and form."""
        return _decoded(str(self._pair.publicKey))


class Ed25519PrivateKey:
    """The key that signs."""

    def __init__(self, pair: Any) -> None:
        self._pair = pair

    @classmethod
    def generate(cls) -> "Ed25519PrivateKey":
        """Make a key."""
        return cls(licensim_thread.makeKeyPair())

    def public_key(self) -> Ed25519PublicKey:
        """Return the key that verifies."""
        return Ed25519PublicKey(self._pair)

    def sign(self, data: bytes) -> bytes:
        """Return the signature of `data`."""
        return _decoded(str(self._pair.sign(data.decode("latin-1"))))


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
