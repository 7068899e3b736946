"""Environments: the purpose of a host, by its name. Hosts for tests take seats like others (SRV-4)."""

from __future__ import annotations

import re
from typing import Final

from licensim.rules.origins.origin import is_local_host
from licensim.rules.origins.site import bare

ENVIRONMENTS: Final = ("production", "staging", "test", "localhost")
_WORDS: Final = {
    "staging": ("stage", "staging", "stg", "uat", "preprod", "preview", "canary"),
    "test": ("test", "testing", "qa", "dev", "develop", "development", "sandbox", "ci", "demo"),
}


def environment(host: str) -> str:
    """The environment of a serialized host.

    >>> environment("app.staging-2.example.com"), environment("latest.example.com"), environment("127.0.0.1")
    ('staging', 'production', 'localhost')
    """
    if is_local_host(host):
        return "localhost"
    words = set(re.split(r"[.\-_0-9]+", bare(host)))
    return next((name for name, ones in _WORDS.items() if words.intersection(ones)), "production")
