"""The tables, their version, and their creation.

The project is the unit of serialization and the leading key of every table: nothing in the rules spans two
projects, so a database that distributes by a key distributes by this one. A transaction that decides for a
project holds the lock of its row in `project`, which also has all totals.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    insert,
    inspect,
    select,
)

from licensim.rules.answer import LicensimError

SCHEMA_VERSION: Final = 2
METADATA: Final = MetaData()


class SchemaError(LicensimError):
    """The database has a schema of another release."""


def _project() -> Column[str]:
    return Column("project", Text, primary_key=True)


def _key(name: str) -> Column[str]:
    return Column(name, Text, primary_key=True)


def _number(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


SCHEMA: Final = Table("licensim_schema", METADATA, Column("version", Integer, primary_key=True))
"""One row: the version of the tables."""

SIMULATION: Final = Table(
    "simulation",
    METADATA,
    Column("id", Integer, primary_key=True),
    _number("version"),
    Column("state", Text, nullable=False),
)
"""One row: the simulated clock and faults (a reference table where tables are distributed)."""

PROJECT: Final = Table(
    "project",
    METADATA,
    _project(),
    _number("version"),
    _number("swept_at"),
    Column("totals", Text, nullable=False),
)
"""One row for each project: its lock, its version, and its totals by item as JSON (see `totals.py`)."""

HOLDER: Final = Table(
    "holder",
    METADATA,
    _project(),
    _key("holder"),
    Column("known", Text),
    Column("listed", Text),
    Column("profile", Text),
    Column("leaves_at", BigInteger),
    Column("released", Text),
    Column("asked", BigInteger),
    Index("holder_by_leave", "project", "leaves_at"),
)
"""The record of one client or machine. A client has JSON of its last authorization, of its local license and
of its profile, and the instant at which the next of them is dropped: the authorization when its last validity
ends, the others when its reports come too late. A machine has JSON of how often its seats were released, and
the instances that it asked for."""

SEAT: Final = Table(
    "seat",
    METADATA,
    _project(),
    _key("item"),
    _key("holder"),
    _number("until"),
    PrimaryKeyConstraint("project", "holder", "item"),
    Index("seat_by_end", "project", "item", "until"),
)
"""A taken seat and its end; searched by its holder, or by its item and end."""

ACTIVE: Final = Table(
    "active",
    METADATA,
    _project(),
    _key("item"),
    Column("slot", BigInteger, primary_key=True),
    _key("holder"),
    _number("amount"),
)
"""The amount of a holder in a slot that can still receive reports."""

SLOT: Final = Table(
    "slot",
    METADATA,
    _project(),
    _key("item"),
    Column("slot", BigInteger, primary_key=True),
    _number("amount"),
)
"""The sum of all holders' amounts in a slot."""

SITE: Final = Table("site", METADATA, _project(), _key("item"), _key("host"))
"""A host that has used an item."""

CLAIM: Final = Table(
    "claim",
    METADATA,
    _project(),
    _key("client"),
    _key("report"),
    _number("slot"),
    Column("result", Text, nullable=False),
    Index("claim_by_slot", "project", "slot"),
)
"""A report that is recorded, with its result as JSON; kept while its slot takes reports."""

LOG: Final = Table(
    "log",
    METADATA,
    _project(),
    Column("number", BigInteger, primary_key=True),
    Column("entry", Text, nullable=False),
)
"""The last decisions, for `/sim/journal`."""

OF_PROJECTS: Final = (PROJECT, HOLDER, SEAT, ACTIVE, SLOT, SITE, CLAIM, LOG)
"""The tables that are distributed, by their column `project`."""


def prepare(connection: Connection) -> bool:
    """Create the tables in an empty database; return whether it was empty.

    Raises SchemaError if the tables have another version.
    """
    if not inspect(connection).has_table(SCHEMA.name):
        METADATA.create_all(connection)
        connection.execute(insert(SCHEMA).values(version=SCHEMA_VERSION))
        connection.execute(insert(SIMULATION).values(id=1, version=0, state="{}"))
        return True
    found = connection.execute(select(SCHEMA.c.version)).scalar()
    if found != SCHEMA_VERSION:
        than = "newer" if found and found > SCHEMA_VERSION else "older"
        raise SchemaError(
            f"the database has schema version {found}, which is {than} than this release's {SCHEMA_VERSION}: "
            f"use {'a newer' if than == 'newer' else 'the'} licensim that fits, or another database"
        )
    return False
