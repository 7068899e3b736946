"""The keys that sign local licenses (NET-7): made at first start, readable by their owner only.

A key is a file `NUMBER.pem`. The highest number signs; all keys verify, so that a local license of an older
key stays valid until the key's file is removed. Several machines share a license by sharing these files.
"""

from __future__ import annotations

import os
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkstemp
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from licensim.rules.answer import LicensimError
from licensim.rules.local_license import canonical_bytes


class KeyUnusable(LicensimError):
    """A signing key that cannot be used."""


class SigningKeys:
    """The keys of a folder."""

    def __init__(self, keys: Mapping[str, Ed25519PrivateKey]) -> None:
        self._public = {kid: _encoded(_raw(key)) for kid, key in keys.items()}
        self._kid = max(keys, key=int)
        self._key = keys[self._kid]
        self._head = _encoded(canonical_bytes({"alg": "EdDSA", "kid": self._kid, "typ": "JWT"}))

    def sign(self, claims: dict[str, Any]) -> str:
        """The claims as a compact JWS (RFC 7515) with EdDSA (RFC 8037)."""
        signed = f"{self._head}.{_encoded(canonical_bytes(claims))}"
        return f"{signed}.{_encoded(self._key.sign(signed.encode()))}"

    def public(self) -> dict[str, Any]:
        """The public keys as a JWK set (RFC 7517)."""
        keys = [
            {"kty": "OKP", "crv": "Ed25519", "use": "sig", "kid": kid, "x": x}
            for kid, x in self._public.items()
        ]
        return {"keys": keys}


def open_keys(folder: Path, rotate: bool = False) -> SigningKeys:
    """The keys of `folder`, with a new one if there is none, or if they are to be rotated.

    Raises KeyUnusable for an invalid key, or one that others may read.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = {path.stem: _read(path) for path in sorted(folder.glob("*.pem")) if path.stem.isdigit()}
    if rotate or not keys:
        number = str(max(map(int, keys), default=0) + 1)
        keys[number] = _make(folder / f"{number}.pem")
    return SigningKeys(keys)


def _make(path: Path) -> Ed25519PrivateKey:
    """Make a key file, whole or not at all; if another process was first, return its key."""
    key = Ed25519PrivateKey.generate()
    descriptor, draft = mkstemp(dir=path.parent)  # its mode is 0600
    with os.fdopen(descriptor, "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    try:
        os.link(draft, path)
    except FileExistsError:
        return _read(path)
    finally:
        Path(draft).unlink()
    return key


def _read(path: Path) -> Ed25519PrivateKey:
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise KeyUnusable(f"{path} can be read by others than its owner: chmod 600 it, or remove it")
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except ValueError:
        raise KeyUnusable(f"{path} is no private key") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnusable(f"{path} is no Ed25519 key")
    return key


def _raw(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def license_body(keys: SigningKeys, claims: dict[str, Any]) -> dict[str, Any]:
    """The `local_license` of an answer."""
    return {"token": keys.sign(claims), "valid_until": claims["valid_until"]}


def spoiled(token: str) -> str:
    """The token with a wrong signature, as a simulated fault."""
    head, _, signature = token.rpartition(".")
    return f"{head}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"
