"""A whole trace under a license document: the seven models and the rules between them.

ITEM-6 has the order of checks, ITEM-1 the order of items, NET-3 when a client asks, NET-4 what it sends. One
flat log per project is the only memory of the server half.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from . import per_client_device, per_concurrent_instance
from .client import Client, Event, Usage, grouped
from .fits import Use, holds, needs_seat, of_product, seated, takes
from .forget import DEFAULTS, Scanner
from .hosts import parse
from .records import DAY_MS, SLOT_MS, Item, Record, slot
from .server import Server, Verdict, insecure, order

LATE_MS = 30 * DAY_MS
OK = Verdict("ok")
UNREACHABLE = Verdict("refused", "SERVER_UNREACHABLE", -20200)
Outcome = tuple[Verdict, int | None]


class Reference:
    """Replays a valid trace; every answer is computed from the whole log."""

    def __init__(self, document: Event, reports: str | None = None, edition: str = "js-9") -> None:
        self.edition, self.override = edition, reports
        ask_counts = document["profile"] != "v2.4"
        self.servers = {
            fields["key"]: Server(fields, ask_counts=ask_counts) for fields in document["projects"]
        }
        self.clients: dict[str, Client] = {}
        self.up = True
        self.clock = 0
        self.seen: Counter[str] = Counter()
        self.dropped: Counter[tuple[str, str, int, str]] = Counter()

    def handle(self, event: Event) -> dict[str, Any]:
        """The answer line of one event."""
        t = int(event["t"])
        self.advance(t)
        if event["type"] == "network":
            self.up = event["up"]
            verdict, counted = OK, None
        elif event["type"] == "open":
            verdict, counted = self._open(event, t)
        else:
            verdict, counted = self._handlers()[event["type"]](self.clients[event["client"]], event, t)
        if verdict.item is not None:
            self.servers[self.clients[event["client"]].key].note_answer(verdict.item, verdict.answer)
        self.seen.update((verdict.answer, f"reason {verdict.reason}"))
        line = {"answer": verdict.answer, "reason": verdict.reason, "number": verdict.number}
        return line | {"item": verdict.item, "counted": counted}

    def _handlers(self) -> dict[str, Callable[[Client, Event, int], Outcome]]:
        return {
            "settings": self._settings,
            "frame": self._frame,
            "image": self._image,
            "pages": self._pages,
            "pause": self._pause,
            "close": self._pause,
            "release": self._release,
            "instances": self._instances,
            "instance": self._instance,
            "clear_storage": self._clear_storage,
        }

    # -- the types of event --------------------------------------------------------------------

    def _open(self, event: Event, t: int) -> Outcome:
        name = event["client"]
        scheme, host = parse(event["origin"]) if "origin" in event else (None, None)
        client = self.clients.setdefault(name, Client(name, event, scheme, host))
        client.fields, client.scanners = event, {}
        client.passwords[event["key"]] = event.get("password")
        self._everywhere("reload", client, t)
        if not self.up:
            return self._offline(client, Use("open", product=event.get("product")), t), 0
        before = self._seats(client, t)
        verdict = self.ask(client, Use("open", x=1, product=event.get("product")), t)
        return verdict, self._seats(client, t) - before

    def _seats(self, client: Client, t: int) -> int:
        server = self.servers.get(client.key)
        return sum(len(seated(item, server.log, t)) for item in server.items) if server else 0

    def _everywhere(self, kind: str, client: Client, t: int) -> None:
        for server in self.servers.values():
            server.record(Record(kind, None, client.who, t, t, client=client.name))

    def _settings(self, client: Client, event: Event, t: int) -> Outcome:
        changes = {name: event[name] for name in DEFAULTS if name in event}
        scanner = client.scanner(event["scanner"], self.edition)
        kept = scanner.change(changes, t, fixed_window=client.fields["deployment"] != "browser")
        return (OK if kept else Verdict("refused")), None

    def _frame(self, client: Client, event: Event, t: int) -> Outcome:
        scanner = client.scanner(event["scanner"], self.edition)
        counted, repeated = scanner.look(event["codes"], t)
        verdict = self._used(client, Use("scan", n=len(counted)), t)
        if not verdict.granted:
            return verdict, 0
        self.seen.update("duplicate" for _ in repeated)
        scanner.keep(event["codes"], t)
        return verdict, len(counted)

    def _image(self, client: Client, event: Event, t: int) -> Outcome:
        scanner = client.scanner(event["scanner"], self.edition) if "scanner" in event else Scanner("js-9")
        return self._counting(client, Use("scan", n=len(scanner.passing(event["codes"]))), t)

    def _pages(self, client: Client, event: Event, t: int) -> Outcome:
        return self._counting(client, Use("pages", event["module"], event["count"]), t)

    def _counting(self, client: Client, use: Use, t: int) -> Outcome:
        verdict = self._used(client, use, t)
        return verdict, use.n if verdict.granted else 0

    def _pause(self, client: Client, event: Event, t: int) -> Outcome:
        client.scanner(event["scanner"], self.edition).clear()
        return OK, None

    def _release(self, client: Client, event: Event, t: int) -> Outcome:
        if not self.up:
            return UNREACHABLE, None
        server = self.servers.get(client.key)
        if server is not None and not server.knows(client.passwords.get(client.key)):
            # Without the right password no seat is freed; without a seat there is none to free.
            held = any(holds(item, server.log, client.who, t) for item in server.items)
            if held:
                return Verdict("refused", "PASSWORD_WRONG", 102), None
            client.local.pop(client.key, None)
            return OK, None
        client.local.pop(client.key, None)
        if server is not None:
            for item in server.items:
                if item.option == "per_server" and holds(item, server.log, client.who, t):
                    self._void(client, item)
            server.record(Record("release", None, client.who, t, t))
        return OK, None

    def _void(self, client: Client, item: Item) -> None:
        """SRV-2: the local licenses of all clients behind the machine are invalid for the item."""
        for other in self.clients.values():
            if other.who.seat_key == client.who.seat_key:
                other.local.get(client.key, {}).pop(item.id, None)

    def _clear_storage(self, client: Client, event: Event, t: int) -> Outcome:
        for key in client.passwords:  # all projects that it has opened share one storage (ID-7)
            if key in self.servers:
                self.servers[key].record(Record("clear", None, client.who, t, t, client=client.name))
        client.generation += 1
        for usages in client.kept.values():
            self._drop(client, usages, "STORAGE_CLEARED")
        client.local, client.kept = {}, {}
        return OK, None

    def _instances(self, client: Client, event: Event, t: int) -> Outcome:
        use = Use("instance", x=event["ask"])
        return (self.ask(client, use, t) if self.up else self._offline(client, use, t)), None

    def _instance(self, client: Client, event: Event, t: int) -> Outcome:
        if event["op"] == "destroy":
            self._alive("destroy", client, t)
            return OK, 0
        use = Use("instance")
        if not self._listed(client, use, t):
            if not self.up:
                return UNREACHABLE, 0
            self.seen.update(("ask",))
            refusal = self.ask(client, Use("instance", x=1), t)
            if not refusal.granted:
                return refusal, 0
        if self._idle(client) <= 0:
            listed = self._listed(client, use, t)[0]
            return Verdict("refused", "NO_IDLE_INSTANCE", -20008, listed.id), 0
        verdict = self._used(client, use, t)
        if not verdict.granted:
            return verdict, 0
        self._alive("create", client, t)
        return verdict, 1

    def _idle(self, client: Client) -> int:
        """CINST-4: the client knows X and the living instances; it checks them first (CINST-5)."""
        log, machine = self.servers[client.key].log, client.who.machine
        return per_concurrent_instance.held_x(log, machine) - per_concurrent_instance.alive(log, machine)

    def _alive(self, kind: str, client: Client, t: int) -> None:
        server = self.servers.get(client.key)
        if server is not None:
            server.record(Record(kind, None, client.who, t, t, client=client.name))

    # -- NET-3: when a client asks ---------------------------------------------------------------

    def _used(self, client: Client, use: Use, t: int) -> Verdict:
        """A scan, page or instance event."""
        listed, by_slot = self._listed(client, use, t), self._reports(client.key) == "slot"
        if listed and by_slot:
            return self._locally(client, use, t)
        if not self.up:
            return self._offline(client, use, t)
        if not listed:
            self.seen.update(("ask",))
            refusal = self.ask(client, Use(use.kind, use.module, x=1), t)
            if not refusal.granted or by_slot:
                return refusal if not refusal.granted else self._locally(client, use, t)
        verdict = self._charge(client, use, t)
        if listed and self._could_move(client, use, t, verdict):
            self.seen.update(("second ask",))
            refusal = self.ask(client, Use(use.kind, use.module, x=1), t)
            return self._charge(client, use, t) if refusal.granted else refusal
        return verdict

    def _listed(self, client: Client, use: Use, t: int) -> list[Item]:
        """The items of the valid local license that can serve the use, in ITEM-1's order.

        An expired item counts as `over`, and comes after those that count as `ok`.

        Its items were granted: the server's class and the seat are not checked again.
        """
        server, listed, who = self.servers.get(client.key), client.listed(t), client.who
        if server is None:
            return []
        granted = replace(who, serves="web")
        items = [item for item in server.serving(use, granted) if item.id in listed and takes(item, use, who)]
        counting = [item for item in items if not needs_seat(item, who) or holds(item, server.log, who, t)]
        return sorted(
            counting, key=lambda item: (t >= item.expires_at, item.id not in client.held, *order(item))
        )

    def _charge(self, client: Client, use: Use, t: int) -> Verdict:
        """An event of a client with a valid local license, decided by the server."""
        server, who = self.servers[client.key], client.who
        verdict = self._gate(client) or server.choose(self._narrow(client, use, t), use, who, t)
        if verdict.granted:
            server.record(Record("use", verdict.item, who, t, t, use.n))
            self._renew(client.key, t)
        return verdict

    def _narrow(self, client: Client, use: Use, t: int) -> list[Item]:
        """NET-3: items that need no seat, seats it holds, seat items it lists."""
        server, listed, who = self.servers[client.key], client.listed(t), client.who
        return [
            item
            for item in server.serving(use, who)
            if not needs_seat(item, who) or item.id in listed or holds(item, server.log, who, t)
        ]

    def _could_move(self, client: Client, use: Use, t: int, verdict: Verdict) -> bool:
        """NET-3: whether all candidates refused with 120, and another item could serve the event."""
        server, who, narrow = self.servers[client.key], client.who, self._narrow(client, use, t)
        all_exhausted = all(server.judge(item, use, who, t).number == 120 for item in narrow)
        return verdict.number == 120 and all_exhausted and len(narrow) < len(server.serving(use, who))

    def ask(self, client: Client, use: Use, t: int) -> Verdict:
        """An authorization: first stored usage, then the checks, then the local license."""
        key, who = client.key, client.who
        if self._reports(key) == "immediate":
            self._send(client, key, t)
        elif use.kind == "open":
            self._send(client, key, t, before_slot=slot(t))
        verdict = self._gate(client)
        if verdict is None:
            server = self.servers[key]
            verdict = server.choose(server.serving(use, who), use, who, t)
            if verdict.number == 104 and not all(of_product(item, use) for item in server.items):
                self.seen.update(("other product",))
        client.local.pop(key, None)
        if verdict.granted and verdict.item is not None:
            self._grant(client, verdict.item, use, t)
        return verdict

    def _grant(self, client: Client, taken: str, use: Use, t: int) -> None:
        """ITEM-1: the local license lists the chosen item, and fitting items that need no seat."""
        server, who = self.servers[client.key], client.who
        server.record(Record("ask", taken, who, t, t, x=use.x or 1))
        items = [*server.fitting(who, t), server.item(taken)]
        client.local[client.key] = {item.id: server.until(item, t) for item in items}
        client.held = {item.id for item in items if holds(item, server.log, who, t)}
        self._renew(client.key, t)

    def _gate(self, client: Client) -> Verdict | None:
        """ITEM-6 up to the items: the insecure context is checked before the key."""
        server = self.servers.get(client.key)
        if server is not None:
            return server.gate(client.who, client.scheme, client.fields.get("password"))
        if insecure(client.who, client.scheme):
            return Verdict("refused", "INSECURE_CONTEXT")
        return Verdict("refused", "KEY_UNKNOWN", 101)

    def _renew(self, key: str, now: int) -> None:
        """The local license of a seat is valid as long as the seat (DEV-2, DEV-3)."""
        server = self.servers[key]
        for item in server.items:
            if item.option == "per_client_device":
                seats = per_client_device.seats(item, server.log, now)
                for client in self.clients.values():
                    listed = client.local.get(key, {})
                    if item.id in listed and client.who.uuid in seats:
                        listed[item.id] = seats[client.who.uuid]

    # -- NET-1, NET-4: without the server, and later reports ----------------------------------

    def _reports(self, key: str) -> str:
        """NET-4: the replay's setting, else the project's, else `immediate`."""
        server = self.servers.get(key)
        return str(self.override or (server and server.settings.get("reports")) or "immediate")

    def _offline(self, client: Client, use: Use, t: int) -> Verdict:
        listed = self._listed(client, use, t)
        if not listed:
            return UNREACHABLE
        self._keep(client, listed[0], use, t)
        answer = "over" if t >= listed[0].expires_at else "ok"
        return Verdict(answer, "OFFLINE_CACHED", -20012, listed[0].id)

    def _locally(self, client: Client, use: Use, t: int) -> Verdict:
        """NET-4 `slot`: answered from the local license, reported later."""
        item = self._listed(client, use, t)[0]
        self._keep(client, item, use, t)
        return Verdict("over" if t >= item.expires_at else "ok", item=item.id)

    @staticmethod
    def _keep(client: Client, item: Item, use: Use, t: int) -> None:
        if use.n or item.option == "per_domain":  # sites are the hosts of every granted event
            client.kept.setdefault(client.key, []).append(Usage(t, item.id, use.n, client.who))

    def _send(self, client: Client, key: str, now: int, before_slot: int | None = None) -> None:
        """Reports by slot and item, in order; with `before_slot` only those of earlier slots."""
        kept = client.kept.get(key, [])
        due = [usage for usage in kept if before_slot is None or slot(usage.t) < before_slot]
        client.kept[key] = [usage for usage in kept if usage not in due]
        for number, item, usages in grouped(due):
            late = (number + 1) * SLOT_MS < now - LATE_MS
            waits = not late and not self.servers[key].knows(client.passwords.get(key))
            self.seen.update(("late report" if late else "kept report" if waits else "report",))
            if late:
                self._drop(client, usages, "REPORT_LATE")
            elif waits:  # NET-5: kept until the password is right, or TIME-3 refuses it
                client.kept[key] = sorted([*client.kept[key], *usages], key=lambda usage: usage.t)
            else:
                self._report(client, key, item, usages, now)

    def _drop(self, client: Client, usages: list[Usage], reason: str) -> None:
        """TIME-3, ID-4: usage that will never be recorded is named."""
        for usage in usages:
            if usage.n:
                self.dropped[client.name, usage.item, slot(usage.t), reason] += usage.n

    def _report(self, client: Client, key: str, item_id: str, usages: list[Usage], now: int) -> None:
        """NET-5: always recorded; refused if the total was at the cap before it."""
        server = self.servers[key]
        first, total = usages[0], sum(usage.n for usage in usages)
        item, use = server.item(item_id), Use("scan", n=total)
        refused = server.too_many(item, use, first.who)
        refused = refused or server.exhausted(item, use, first.who, first.t) == "refused"
        server.record(Record("use", item_id, first.who, first.t, now, total))
        if refused and self._reports(key) == "slot":
            client.local.get(key, {}).pop(item_id, None)
        self._renew(key, now)

    def advance(self, t: int) -> None:
        """The ends of slots at or before `t`, in order (NET-4 `slot`)."""
        while True:
            ends = [(slot(usage.t) + 1) * SLOT_MS for _, _, kept in self._by_slot() for usage in kept]
            due = [end for end in ends if self.clock < end <= t]
            if not due:
                break
            self.clock = min(due)
            for client, key, _ in self._by_slot() if self.up else []:
                self._send_slot(client, key, self.clock)
        self.clock = max(self.clock, t)

    def _by_slot(self) -> list[tuple[Client, str, list[Usage]]]:
        """Stored usage of projects with `slot`, clients in the order of their first `open`."""
        clients = self.clients.values()
        kept = [(client, key, usages) for client in clients for key, usages in client.kept.items() if usages]
        return [entry for entry in kept if self._reports(entry[1]) == "slot"]

    def _send_slot(self, client: Client, key: str, now: int) -> None:
        """Only the slot that ends now: usage that failed earlier waits for the next `open`."""
        kept = client.kept[key]
        ending = [usage for usage in kept if (slot(usage.t) + 1) * SLOT_MS == now]
        client.kept[key] = ending
        self._send(client, key, now)
        others = [usage for usage in kept if usage not in ending]
        client.kept[key] = sorted([*client.kept[key], *others], key=lambda usage: usage.t)

    def finish(self, t: int) -> None:
        """Every client sends its stored usage."""
        for client in self.clients.values():
            for key in list(client.kept):
                self._send(client, key, t)

    def summary(self, t: int) -> dict[str, Any]:
        """DESIGN's summary, as of `t`."""
        servers = self.servers.values()
        items = {item.id: server.summary(item, t) for server in servers for item in server.items}
        names = ("client", "item", "slot", "reason")
        dropped = [dict(zip(names, what, strict=True), count=n) for what, n in sorted(self.dropped.items())]
        return {"items": items, "dropped": dropped} if dropped else {"items": items}


def replay(
    document: Event, events: list[Event], reports: str | None = None, edition: str = "js-9"
) -> tuple[list[dict[str, Any]], dict[str, Any], Reference]:
    """Answers in file order and the summary; events of equal time keep their file order."""
    world = Reference(document, reports, edition)
    answers: dict[int, dict[str, Any]] = {}
    for index in sorted(range(len(events)), key=lambda index: int(events[index]["t"])):
        answers[index] = {"line": index + 1, **world.handle(events[index])}
    last = max((int(event["t"]) for event in events), default=0)
    world.finish(last)
    return [answers[index] for index in range(len(events))], world.summary(last), world
