/** Who decides for a visit: the authority in this page, or a shared license server. Holds no rule: it asks. */

import type { Answer, AnsweredBy, ItemStatus, License, OpenOptions, Status } from "../../client/index.ts";
import { SLOT_MS } from "../../facts/core.ts";
import { nameOf } from "../settings/server_address.ts";
import type { Settings } from "../settings/settings.ts";
import type { VisitClock } from "./clock.ts";
import { keepToken, ownAddress, tokenOf } from "./control_token.ts";
import { type ClockChange, type Description, LicenseServer } from "./license_server.ts";

/** How often a server is asked what others have used; less often while it does not answer. */
const LOOK_MS = 3000;
const AWAY_MS = 15_000;

/** What no address should carry. */
export interface Secrets {
  readonly password: string;
  /** For the server's controls; without it they are off. */
  readonly token: string;
}

/** What a server needs of the visit that it decides for. */
export interface SharedHost {
  clock(): VisitClock;
  /** The server has another time than before: what ran by the old one begins anew. */
  timeMoved(title: string): Promise<void>;
  /** Somebody else may have used something. */
  refresh(): Promise<void>;
  changed(): void;
}

export class Shared {
  /** In force, or being connected to; null while this page decides by itself. */
  server: LicenseServer | null = null;
  connecting = false;
  /** What the server said of itself last; null while it does not answer. */
  description: Description | null = null;
  /** Who gave the newest answer; null where nobody could. */
  by: AnsweredBy | null = "embedded";
  /** Whether this browser is cut off from it, as a fault. */
  cut = false;
  /** Why the last connection failed: this page decides instead. */
  failure = "";
  /** Whether what this browser has stored may be why. */
  isOfStorage = false;
  /** The license server that has served this page; null where a static site has. */
  offered: string | null = null;
  /** When the server last told its usage; what is shown is as of then. */
  toldAt: number | null = null;
  /** Keys to choose from: a server tells its own to who may control it. */
  keys: readonly string[] = [];
  readonly #host: SharedHost;
  readonly #passwords = new Map<string, string>();
  readonly #who = new WeakMap<Answer, AnsweredBy | null>();
  #looking = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: SharedHost) {
    this.#host = host;
  }

  /** Find out whether a license server has served this page; with its first key. */
  async offer(): Promise<void> {
    const address = ownAddress();
    const here = new LicenseServer(address, () => tokenOf(address));
    const told = await here.describe();
    if (told === null) {
      return;
    }
    this.offered = here.address;
    this.keys = told.keys;
    this.#host.changed();
  }

  /** What was typed for a server: no other is ever told it. */
  secretsOf(server: string): Secrets {
    return { password: this.#passwords.get(server) ?? "", token: tokenOf(server) };
  }

  /** Keep that: the password as long as the page lives. */
  keepSecrets(server: string, { password, token }: Secrets): void {
    this.#passwords.set(server, password);
    keepToken(server, token);
  }

  /** Turn to the server that these settings name, or to this page. */
  choose({ server }: Settings): void {
    clearTimeout(this.#timer);
    this.server = server === "" ? null : new LicenseServer(server, () => tokenOf(server));
    this.connecting = this.server !== null;
    this.description = this.toldAt = null;
    this.failure = "";
    this.cut = false;
    this.#host.changed();
  }

  /** Before its license is opened: its time is this page's from now on. */
  async greet(): Promise<void> {
    const { server } = this;
    if (server === null) {
      return;
    }
    clearTimeout(this.#timer);
    this.connecting = true;
    this.#host.changed();
    const told = await server.describe();
    if (server === this.server) {
      this.#described(told);
    }
  }

  /** How a license of that server is opened. */
  options({ server, standby, project, reports }: Settings): Omit<OpenOptions, "assets"> {
    const { password } = this.secretsOf(server);
    return {
      key: project,
      server,
      now: () => this.#host.clock().now(),
      ...(standby !== "" && { standby }),
      ...(password !== "" && { password }),
      ...(reports !== "project" && { reports }),
    };
  }

  /** Learn who answers each event of a license. */
  follow(license: License): void {
    license.on("answer", ({ answer, by }) => this.#who.set(answer, by));
  }

  /** The license is open. */
  opened(): void {
    this.connecting = this.cut = false;
    if (this.server !== null) {
      this.#wait();
    }
    this.#host.changed();
  }

  /** Whether the server itself is not reached, for all that is known. */
  get isAway(): boolean {
    return this.cut || this.description === null;
  }

  /** An answer has come: who gave it also tells whether the server is there. */
  take(answer: Answer): void {
    this.by = this.whoGave(answer);
    if (this.server === null || this.connecting) {
      return;
    }
    if (this.by !== "main" && (this.by === null || answer.reason === "OFFLINE_CACHED")) {
      this.description = null;
    } else if (this.by === "main" && this.description === null) {
      this.#wait(0);
    }
  }

  /** Who gave an answer; whatever no server was asked is this page's own. */
  whoGave(answer: Answer): AnsweredBy | null {
    const given = this.#who.get(answer);
    return given === undefined ? "embedded" : given;
  }

  /** The same in words, for the log and the answer. */
  inWords(by: AnsweredBy | null, { standby }: Settings): string {
    const name = this.server?.name ?? "";
    if (by === "main") {
      return name;
    }
    if (by === "standby") {
      return `the standby, ${nameOf(standby)}`;
    }
    if (by === "license") {
      return "the local license in this browser";
    }
    return by === null ? "nobody" : "this page";
  }

  /** A status as the page shows it: what the server does not tell any more is as it was told last. */
  told(status: Status, before: Status | null): Status {
    const now = this.#host.clock().now();
    if (status.items.length > 0) {
      this.toldAt = now;
    }
    const items = status.items.length > 0 ? status.items : (before?.items ?? []);
    return { ...status, items: items.map((item) => atNow(item, now)) };
  }

  /** Move the one clock of the server and of everybody who follows it. */
  async move(change: ClockChange, title: string): Promise<void> {
    const { server } = this;
    const clock = (await server?.moveClock(change)) ?? null;
    if (clock === null || server !== this.server) {
      return;
    }
    this.#setClock(clock);
    await this.#host.timeMoved(title);
  }

  #described(description: Description | null): void {
    this.description = description;
    if (description === null) {
      return;
    }
    this.keys = description.keys;
    this.#setClock(description.clock);
  }

  /** Follow the server's clock where it is no real one; where it is, this page's own is as good. */
  #setClock({ now, frozen, offset_ms }: Description["clock"]): void {
    const clock = this.#host.clock();
    if (!frozen && offset_ms === 0) {
      return clock.reset();
    }
    clock.set(now);
    clock.run(frozen ? 0 : 1);
  }

  #wait(ms = this.description === null ? AWAY_MS : LOOK_MS): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), ms);
  }

  /** Look after the server's time and what others have used. */
  async #look(): Promise<void> {
    const { server } = this;
    if (server === null || this.#looking) {
      return;
    }
    this.#looking = true;
    if (!document.hidden && !this.cut) {
      await this.#lookAt(server);
    }
    this.#looking = false;
    this.#wait();
  }

  async #lookAt(server: LicenseServer): Promise<void> {
    const before = this.#host.clock().now();
    const told = await server.describe();
    if (server !== this.server || this.connecting) {
      return;
    }
    this.#described(told);
    const moved = Math.abs(this.#host.clock().now() - before) > 2 * LOOK_MS;
    if (moved) {
      await this.#host.timeMoved("The server's clock was moved");
    }
    if (told !== null) {
      await this.#host.refresh();
    }
    this.#host.changed();
  }
}

/** How much this browser has used that a server is still to be told (NET-4). */
export function unsentOf(status: Status | null): number {
  return (status?.client.unsent ?? []).reduce((sum, [{ count }]) => sum + count, 0);
}

/** What a server tells by slots, for the slot of an instant. */
function atNow(item: ItemStatus, now: number): ItemStatus {
  const slots = item["slots"] as Readonly<Record<string, number>> | undefined;
  return slots === undefined ? item : { ...item, active: slots[Math.floor(now / SLOT_MS)] ?? 0 };
}
