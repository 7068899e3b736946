/** What decides for a visit: the authority in this page, or a shared license server. It holds no rule. */

import type { Answer, AnsweredBy, ItemStatus, License, OpenOptions, Status } from "../../client/index.ts";
import { SLOT_MS } from "../../facts/core.ts";
import { nameOf } from "../settings/server_address.ts";
import type { Settings } from "../settings/settings.ts";
import type { VisitClock } from "./clock.ts";
import { keepToken, ownAddress, tokenOf } from "./control_token.ts";
import { type ClockChange, type Description, LicenseServer } from "./license_server.ts";

/** How often a server is asked for the usage of all clients; less often while it does not answer. */
const LOOK_MS = 3000;
const AWAY_MS = 15_000;

/** Values that must not be in an address. */
export interface Secrets {
  readonly password: string;
  /** For the server's controls; without it they are not available. */
  readonly token: string;
}

/** What this file uses of the visit. */
export interface SharedHost {
  clock(): VisitClock;
  /** The server's time was changed: everything that ran by the old time begins again. */
  timeMoved(title: string): Promise<void>;
  /** Another client may have used something. */
  refresh(): Promise<void>;
  changed(): void;
}

export class Shared {
  /** The server in force, or being connected to; null while this page decides by itself. */
  server: LicenseServer | null = null;
  connecting = false;
  /** The server's latest description; null while it does not answer. */
  description: Description | null = null;
  /** What gave the newest answer; null if nothing could. */
  by: AnsweredBy | null = "embedded";
  /** Whether this browser is cut off from the server: a simulated fault. */
  cut = false;
  /** Why the last connection failed: then this page decides. */
  failure = "";
  /** Whether this browser's stored data may be the cause. */
  isOfStorage = false;
  /** The license server that served this page; null for a static site. */
  offered: string | null = null;
  /** When the server last sent its usage: the page shows the state of that instant. */
  usageAt: number | null = null;
  /** Project keys to choose from; a server sends them only to clients that may use its controls. */
  keys: readonly string[] = [];
  readonly #host: SharedHost;
  readonly #passwords = new Map<string, string>();
  readonly #who = new WeakMap<Answer, AnsweredBy | null>();
  #looking = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: SharedHost) {
    this.#host = host;
  }

  /** Find out whether a license server served this page; if so, take its keys. */
  async offer(): Promise<void> {
    const address = ownAddress();
    const here = new LicenseServer(address, () => tokenOf(address));
    const description = await here.describe();
    if (description === null) {
      return;
    }
    this.offered = here.address;
    this.keys = description.keys;
    this.#host.changed();
  }

  /** The secrets typed for a server: they are never sent to another one. */
  secretsOf(server: string): Secrets {
    return { password: this.#passwords.get(server) ?? "", token: tokenOf(server) };
  }

  /** Keep the secrets; the password only until the page is closed. */
  keepSecrets(server: string, { password, token }: Secrets): void {
    this.#passwords.set(server, password);
    keepToken(server, token);
  }

  /** Choose the server that these settings name, or this page. */
  choose({ server }: Settings): void {
    clearTimeout(this.#timer);
    this.server = server === "" ? null : new LicenseServer(server, () => tokenOf(server));
    this.connecting = this.server !== null;
    this.description = this.usageAt = null;
    this.failure = "";
    this.cut = false;
    this.#host.changed();
  }

  /** Before its license is opened: use the server's time in this page. */
  async greet(): Promise<void> {
    const { server } = this;
    if (server === null) {
      return;
    }
    clearTimeout(this.#timer);
    this.connecting = true;
    this.#host.changed();
    const description = await server.describe();
    if (server === this.server) {
      this.#described(description);
    }
  }

  /** The options to open a license of that server. */
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

  /** Record what answers each event of a license. */
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

  /** Whether the server is not reached, as far as the page knows. */
  get isAway(): boolean {
    return this.cut || this.description === null;
  }

  /** Take a new answer: its origin also shows whether the server is reached. */
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

  /** What gave an answer; this page, if no server was asked. */
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

  /** A status as the page shows it: if the server sends no items, the last ones stay. */
  shown(status: Status, before: Status | null): Status {
    const now = this.#host.clock().now();
    if (status.items.length > 0) {
      this.usageAt = now;
    }
    const items = status.items.length > 0 ? status.items : (before?.items ?? []);
    return { ...status, items: items.map((item) => atNow(item, now)) };
  }

  /** Move the clock of the server and of every client that follows it. */
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

  /** Follow the server's clock if it is moved or frozen; else use this page's own. */
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

  /** Ask the server for its time and the usage of all clients. */
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
    const description = await server.describe();
    if (server !== this.server || this.connecting) {
      return;
    }
    this.#described(description);
    const moved = Math.abs(this.#host.clock().now() - before) > 2 * LOOK_MS;
    if (moved) {
      await this.#host.timeMoved("The server's clock was moved");
    }
    if (description !== null) {
      await this.#host.refresh();
    }
    this.#host.changed();
  }
}

/** How much usage of this browser is not yet reported to the server (NET-4). */
export function unsentOf(status: Status | null): number {
  return (status?.client.unsent ?? []).reduce((sum, [{ count }]) => sum + count, 0);
}

/** An item of a server, with its value for the slot of an instant. */
function atNow(item: ItemStatus, now: number): ItemStatus {
  const slots = item["slots"] as Readonly<Record<string, number>> | undefined;
  return slots === undefined ? item : { ...item, active: slots[Math.floor(now / SLOT_MS)] ?? 0 };
}
