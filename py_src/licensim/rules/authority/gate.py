"""Whether a client may use a project at all: the checks before every item (ITEM-6, ID-6, DOM-6, NET-8)."""

from __future__ import annotations

from licensim.rules.answer import Answer, Reason, refusal
from licensim.rules.license.items import Project
from licensim.rules.options.case import ClientIdentity
from licensim.rules.origins.origin import is_secure
from licensim.rules.origins.site import below


def unknown_key(client: ClientIdentity) -> Answer:
    """The refusal of a key that names no project; ID-6 is checked first, for no project lifts it."""
    if client.origin is not None and not is_secure(client.origin):
        return refusal(Reason.INSECURE_CONTEXT, "ID-6", origin=client.origin.text)
    return refusal(Reason.KEY_UNKNOWN, "ITEM-6", key=client.key)


def refusal_before_items(project: Project, client: ClientIdentity) -> Answer | None:
    """The checks that come before every item; None where the client passes (ITEM-6)."""
    origin, host, hosts = client.origin, client.host, project.website_domains
    if origin and not project.settings.allow_insecure and not is_secure(origin):
        return refusal(Reason.INSECURE_CONTEXT, "ID-6", origin=origin.text)
    refused = check_password(project, client)
    if refused is not None:
        return refused
    if hosts and host is not None and not any(below(host, one) for one in hosts):
        reason = Reason.WEBSITE_DOMAIN_MISMATCH
        return refusal(reason, "DOM-6", None, host=host, website_domains=list(hosts))
    return None


def check_password(project: Project, client: ClientIdentity) -> Answer | None:
    """The refusal of a wrong session password (102); None if it is right, or the project has none (NET-8)."""
    wanted = project.session_password
    if wanted is None or _same_secret(wanted, client.password or ""):
        return None
    return refusal(Reason.PASSWORD_WRONG, "NET-8", given=bool(client.password))


def _same_secret(one: str, other: str) -> bool:
    """Whether two secrets are equal; the time taken does not depend on where they differ (NET-8)."""
    wanted, given = (text.encode(errors="surrogatepass") for text in (one, other))
    difference = len(wanted) ^ len(given)
    for place, byte in enumerate(given):
        difference |= byte ^ wanted[place % len(wanted)] if wanted else 1
    return difference == 0
