"""Ed25519 in Python, for pages without WebCrypto: against RFC 8032's vectors and another implementation."""

from base64 import urlsafe_b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from licensim.page.ed25519 import verify

# RFC 8032, 7.1: public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
]
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
X = KEY.public_key().public_bytes_raw()


def encoded(data: bytes) -> str:
    """Base64url, as a token has it."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_the_standards_own_vectors(key: str, message: str, signature: str) -> None:
    """RFC 8032, 7.1."""
    text = bytes.fromhex(message).decode()
    assert verify(encoded(bytes.fromhex(key)), text, encoded(bytes.fromhex(signature)))


@settings(max_examples=30, deadline=None)  # some ms each, and more on a busy machine
@given(st.text(max_size=20), st.integers(0, 511))
def test_one_bit_decides(text: str, bit: int) -> None:
    """NET-7: a signature of another implementation is valid, and with any changed bit it is not."""
    signature = KEY.sign(text.encode())
    changed = bytearray(signature)
    changed[bit // 8] ^= 1 << bit % 8
    found = [verify(encoded(X), text, encoded(one)) for one in (signature, bytes(changed))]
    assert found == [True, False]


@pytest.mark.parametrize(
    "key", ["", "A", encoded(b"\xff" * 32), encoded(b"\x02" + bytes(31)), encoded(X[:31])]
)
def test_an_invalid_key_verifies_nothing(key: str) -> None:
    """Nor does an invalid signature."""
    signature = encoded(KEY.sign(b"text"))
    assert not verify(key, "text", signature)
    assert not verify(encoded(X), "text", key)
