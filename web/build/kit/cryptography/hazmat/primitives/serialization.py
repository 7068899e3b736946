"""The names that `licensim.server.signing` imports; the kit keeps no key in a file."""

from enum import Enum


class Encoding(Enum):
    """How a key is written."""

    PEM = "pem"
    Raw = "raw"


class PublicFormat(Enum):
    """What of a public key is written."""

    Raw = "raw"


class PrivateFormat(Enum):
    """What of a private key is written."""

    PKCS8 = "pkcs8"


class NoEncryption:
    """A key in the clear."""


def load_pem_private_key(data: bytes, password: None) -> None:
    """Read no key: there are no files with keys."""
    raise ValueError(data, password)
