"""Twenty faults that the suite must find: four each in rules, ledger, client, server and page."""

from dataclasses import dataclass
from typing import Final

CORE: Final = "py_src/licensim/rules/"
SERVER: Final = "py_src/licensim/server/"
CLIENT: Final = "web/src/client/"
PAGE: Final = "web/src/harness/"
VECTORS: Final = "tests/unit/test_vectors.py"
CONFORMANCE: Final = "tests/server/test_ledger_conformance.py"


@dataclass(frozen=True)
class Mutant:
    """One fault: in ``file`` the text ``old``, which occurs once, becomes ``new``.

    ``tests`` are those that find it.
    """

    name: str
    file: str
    old: str
    new: str
    tests: str

    @property
    def is_python(self) -> bool:
        """Whether the tests can find it without a build."""
        return self.file.endswith(".py")


MUTANTS: Final = (
    Mutant(
        "rules: a gap of exactly the forget time counts again (SCAN-4)",
        CORE + "client/forget.py",
        "is not None and seen >= oldest}",
        "is not None and seen > oldest}",
        VECTORS,
    ),
    Mutant(
        "rules: one device more than the grace (DEV-6)",
        CORE + "options/per_client_device.py",
        "taken >= cap",
        "taken > cap",
        VECTORS,
    ),
    Mutant(
        "rules: the cap is rounded down (ITEM-3)",
        CORE + "options/quota.py",
        "(2 * quota * above + below)",
        "(2 * quota * above)",
        VECTORS,
    ),
    Mutant(
        "rules: a report of a slot that begins in exactly 5 minutes is early (TIME-3)",
        CORE + "authority/reports.py",
        "slot_starts_at(report.slot) > now + EARLY_MS",
        "slot_starts_at(report.slot) >= now + EARLY_MS",
        "tests/unit tests/server/test_reports.py",
    ),
    Mutant(
        "ledger: a seat is taken at the very instant of its end (DEV-4)",
        CORE + "ledger/seat_ends.py",
        "self._first_ends[0][0] <= now",
        "self._first_ends[0][0] < now",
        VECTORS,
    ),
    Mutant(
        "ledger: what is undone is undone in the wrong order",
        CORE + "ledger/memory.py",
        "in reversed(self._undo)",
        "in self._undo",
        "tests/property/test_laws_ledger.py",
    ),
    Mutant(
        "ledger: the database counts a slot's exceptions twice (CDEV-3)",
        SERVER + "sql/ledger.py",
        "over = max(0, new - int(limit)) - max(0, old - int(limit))",
        "over = max(0, new - int(limit))",
        CONFORMANCE,
    ),
    Mutant(
        "ledger: the database forgets the nearest end of a seat",
        SERVER + "sql/ledger.py",
        "if end is None or until < end:",
        "if end is None or until > end:",
        CONFORMANCE,
    ),
    Mutant(
        "client: a decision that another tab has overtaken is kept",
        CLIENT + "worker/embedded_decider.ts",
        "if (!core.unsettled) {",
        "if (decision === null) {",
        "tests/e2e/client/test_client_ledger.py",
    ),
    Mutant(
        "client: a step of the server is not written down before it is taken (ID-8, NET-5)",
        CLIENT + "worker/shared_decider.ts",
        "await this.#journal.append(",
        "await ((...given: unknown[]) => Promise.resolve(given))(",
        "tests/e2e/client/test_client_server.py tests/e2e/client/test_client_server_faults.py",
    ),
    Mutant(
        "client: a box of five numbers is a box",
        CLIENT + "convert/codes.ts",
        "box.length === 4",
        "box.length >= 4",
        "web/src/client/convert/codes.test.ts",
    ),
    Mutant(
        "client: a decision is acknowledged before it is durable",
        CLIENT + "storage/transactions.ts",
        "    await completed;\n    return value;",
        "    completed.catch(() => undefined);\n    return value;",
        "tests/e2e/client/test_client_ledger.py",
    ),
    Mutant(
        "server: the worst answer of an item is the mildest",
        SERVER + "deciding/request_handler.py",
        "SEVERITY[answer.answer] > SEVERITY[ledger.worst(answer.item)]",
        "SEVERITY[answer.answer] < SEVERITY[ledger.worst(answer.item)]",
        "tests/server/test_reports.py",
    ),
    Mutant(
        "server: a report may name an item that the client does not hold (NET-5)",
        SERVER + "deciding/request_handler.py",
        "return report if report.item is None or fits else replace(report, item=None)",
        "return report",
        "tests/server/test_reports.py",
    ),
    Mutant(
        "server: an answer of this server is taken from any host (DNS rebinding)",
        SERVER + "http/guard.py",
        "return name in self._hosts or is_local_host(name) or is_ip(bare(name))",
        "return True",
        "tests/server/test_http.py",
    ),
    Mutant(
        "server: a body may be as long as it likes",
        SERVER + "http/bodies.py",
        "        if len(parts) > MAX_BODY:",
        "        if len(parts) > 100 * MAX_BODY:",
        "tests/server/test_http.py",
    ),
    Mutant(
        "page: moved time does not run",
        PAGE + "deciding/clock.ts",
        "(performance.now() - this.#since) * this.#rate",
        "(performance.now() - this.#since) * 0",
        "tests/e2e/test_panels_time.py tests/e2e/test_panels_asleep.py",
    ),
    Mutant(
        "page: a long text is cut at its end only",
        PAGE + "words/words.ts",
        '${letters.slice(letters.length - (most - 1 - head)).join("")}',
        "",
        "web/src/harness/words/words.test.ts",
    ),
    Mutant(
        "page: a slot at the quota is drawn as one above it (CDEV-3)",
        PAGE + "pictures/amounts.ts",
        "([, count]) => count > quota",
        "([, count]) => count >= quota - 1",
        "web/src/harness/pictures/amounts.test.ts",
    ),
    Mutant(
        "page: the bar of a quota is full at half of it",
        PAGE + "pictures/amounts.ts",
        "(used / quota) * QUOTA_AT",
        "Math.min(1, (2 * used) / quota) * QUOTA_AT",
        "web/src/harness/pictures/amounts.test.ts",
    ),
)
