"""What a license document grants, in words: `licensim check` and the page show it."""

from __future__ import annotations

from licensim.rules.license.items import Document, Item, Project
from licensim.rules.license.products import offered_for
from licensim.rules.license.profile import PROFILES, Profile
from licensim.rules.options import OPTIONS
from licensim.rules.words.english import utc_text


def describe(document: Document) -> list[str]:
    """Return what `document` grants, a line for each project, each condition and each item."""
    profile = PROFILES[document.profile]
    return [line for project in document.projects for line in _project(project, profile)]


def describe_offers(document: Document) -> list[str]:
    """Return for which products the options of `document` are offered, a line for each option (OPT-2)."""
    options = dict.fromkeys(item.option for project in document.projects for item in project.items)
    return [f"{one} is offered for {offered_for(OPTIONS[one].products)}" for one in options]


def _project(project: Project, profile: Profile) -> list[str]:
    websites = ", ".join(project.website_domains) or "any website"
    lines = [f"project {project.key}: {websites}"]
    if project.session_password is not None:
        lines.append("  only with the session password")
    if project.settings.allow_insecure:
        lines.append("  also on plain http")
    if project.settings.development_hosts:
        lines.append(f"  development on {', '.join(project.settings.development_hosts)}")
    return lines + [f"  {item.id}: {describe_item(item, profile)}" for item in project.items]


def describe_item(item: Item, profile: Profile) -> str:
    """Return one item in words: what it grants, where, and from when to when (ITEM-2)."""
    if item.status == "revoked":
        return "nothing, it is revoked"
    where = f"for {item.product}, " if item.product else ""
    where += f"for deployment {item.deployment}, " if item.deployment else ""
    starts, ends, over = map(utc_text, (item.starts_at, item.expires_at, item.works_until))
    when = f"from {starts} until {ends}, over until {over}"
    return f"{where}{OPTIONS[item.option].grants(item, profile)}, {when}"
