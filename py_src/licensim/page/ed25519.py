"""Verify an Ed25519 signature where the browser cannot: WebCrypto is absent on plain http (RFC 8032, 5.1.7).

Only public values pass through here, so nothing needs constant time.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode
from binascii import Error as NotBase64Error
from hashlib import sha512
from typing import Final

Point = tuple[int, int, int, int]
"""A point of the curve in extended coordinates: X, Y, Z and T with x = X/Z, y = Y/Z, xy = T/Z."""

_P: Final = 2**255 - 19
_ORDER: Final = 2**252 + 27742317777372353535851937790883648493
_D: Final = -121665 * pow(121666, -1, _P) % _P
_ROOT_OF_MINUS_1: Final = pow(2, (_P - 1) // 4, _P)
_BASE_X: Final = 15112221349535400772501151409588531511454012693041857206046113283949847762202
_BASE_Y: Final = 4 * pow(5, -1, _P) % _P
_BASE: Final[Point] = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % _P)


def verify(x: str, signed: str, signature: str) -> bool:
    """Whether the public key `x` has made this `signature` of the text `signed`; both are base64url.

    False also for an invalid key or signature.
    """
    try:
        key, given = _bytes(x), _bytes(signature)
    except (ValueError, NotBase64Error):
        return False
    if len(key) != 32 or len(given) != 64:
        return False
    public, commitment = _point(key), _point(given[:32])
    scalar = int.from_bytes(given[32:], "little")
    if public is None or commitment is None or scalar >= _ORDER:
        return False
    digest = int.from_bytes(sha512(given[:32] + key + signed.encode()).digest(), "little") % _ORDER
    return _equal(_times(scalar, _BASE), _sum(commitment, _times(digest, public)))


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _sum(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % _P, (p[1] + p[0]) * (q[1] + q[0]) % _P
    c, d = 2 * p[3] * q[3] * _D % _P, 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(scalar: int, point: Point) -> Point:
    product: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            product = _sum(product, point)
        point = _sum(point, point)
        scalar >>= 1
    return product


def _equal(p: Point, q: Point) -> bool:
    return (p[0] * q[2] - q[0] * p[2]) % _P == 0 and (p[1] * q[2] - q[1] * p[2]) % _P == 0


def _point(data: bytes) -> Point | None:
    """The point that 32 bytes encode; None if they encode no point."""
    number = int.from_bytes(data, "little")
    y, odd = number & ((1 << 255) - 1), number >> 255
    return None if y >= _P else _with_x(y, odd)


def _with_x(y: int, odd: int) -> Point | None:
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P != 0:
        x = x * _ROOT_OF_MINUS_1 % _P
    if (x * x - square) % _P != 0 or (x == 0 and odd):
        return None
    if x & 1 != odd:
        x = _P - x
    return x, y, 1, x * y % _P
