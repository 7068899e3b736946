/** Opens what a visitor chose, dropped, pasted or followed, whatever it is; a whole session only when he agrees. */

import type { Loaded, Looked } from "../deciding/core_simulation.ts";
import type { SharedSession } from "../links/content.ts";
import { unpacked } from "../links/link.ts";
import { type Recognized, recognize } from "../links/recognize.ts";
import { forKey } from "../settings/project_key.ts";
import { type LicenseFault, faultsOf, moreOf } from "../words/license_faults.ts";
import { many } from "../words/words.ts";

/** What was said about the last thing that was opened. */
export interface Told {
  readonly said: string;
  readonly faults: readonly LicenseFault[];
  /** How many more faults there are. */
  readonly more: number;
}

/** A whole session that waits for the visitor's word. */
export interface Offer extends Told {
  /** Null if it cannot be opened: then `said` says why. */
  readonly shared: SharedSession | null;
  /** What it has; null if only its settings count. */
  readonly looked: Looked | null;
}

/** What it uses of the visit. */
export interface OpenerHost {
  readonly key: string;
  readonly shared: { readonly server: unknown };
  readonly faultList: readonly LicenseFault[];
  readonly moreFaults: number;
  readonly story: {
    readonly told: { readonly title: string } | null;
    begin(text: string, plays: boolean): Promise<void>;
  };
  readonly sharing: {
    look(session: SharedSession): Promise<Looked | null>;
    open(session: SharedSession): Promise<void>;
  };
  loadTrace(trace: string): Promise<Loaded>;
  license(document: string, title: string, anew: boolean, whose: string): Promise<void>;
  faulty(faults: readonly LicenseFault[]): void;
  changed(): void;
}

const NOTHING: Told = { said: "", faults: [], more: 0 };

export class Opener {
  /** What was said about the last text or file. */
  told: Told = NOTHING;
  /** The session that waits for the visitor's word; null if none does. */
  offer: Offer | null = null;
  readonly #host: OpenerHost;

  constructor(host: OpenerHost) {
    this.#host = host;
  }

  /** Open a text; `name` says where it came from. Resolves to whether it was opened, or waits; never rejects. */
  async open(name: string, read: () => Promise<string>): Promise<boolean> {
    this.told = NOTHING;
    try {
      const said = await this.#opened(await recognize(await read()), name);
      this.told = { ...NOTHING, said };
      return true;
    } catch (error) {
      const told = toldOf(error);
      this.told = { ...told, said: `${name} was not loaded. ${told.said}` };
      return false;
    } finally {
      this.#host.changed();
    }
  }

  /** Offer the session of a link that was followed. */
  async follow(packed: string): Promise<void> {
    try {
      await this.#offer(await unpacked(packed));
    } catch (error) {
      this.offer = { ...toldOf(error), shared: null, looked: null };
    }
    this.#host.changed();
  }

  /** The visitor agrees: the offered session takes the place of this one. */
  async accept(): Promise<void> {
    const { offer } = this;
    if (offer?.shared == null) {
      return;
    }
    try {
      await this.#host.sharing.open(offer.shared);
      this.offer = null;
    } catch (error) {
      this.offer = { ...toldOf(error), shared: null, looked: null };
    }
    this.#host.changed();
  }

  /** The visitor keeps his own session. */
  decline(): void {
    this.offer = null;
    this.#host.changed();
  }

  async #offer(shared: SharedSession): Promise<void> {
    this.offer = { ...NOTHING, shared, looked: await this.#host.sharing.look(shared) };
  }

  async #opened(found: Recognized, name: string): Promise<string> {
    const host = this.#host;
    if (found.kind === "session") {
      await this.#offer(found.shared);
      return "";
    }
    if (found.kind === "address") {
      location.hash = found.fragment;
      return "";
    }
    if (host.shared.server !== null) {
      throw new Error("A license server decides now. Let this page decide, and open it then.");
    }
    switch (found.kind) {
      case "trace": {
        const { events, counted } = await host.loadTrace(found.text);
        return `${name}: ${many(events, "event")}, ${counted} counted; the session goes on after them.`;
      }
      case "license":
        await this.#license(found.text, name);
        return `${name}: its license is in force, and judged the session so far.`;
      case "story":
        await host.story.begin(found.text, true);
        return `${name}: the story “${host.story.told?.title ?? ""}” is played.`;
    }
  }

  async #license(text: string, name: string): Promise<void> {
    const host = this.#host;
    await host.license(
      forKey(text, host.key),
      `The license of ${name} was opened`,
      true,
      `The license of ${name}`,
    );
    if (host.faultList.length > 0) {
      const faults = { faults: host.faultList, more: host.moreFaults };
      host.faulty([]);
      throw Object.assign(new Error(), faults);
    }
  }
}

function toldOf(error: unknown): Told {
  const faults = faultsOf(error) ?? [];
  const more = moreOf(error);
  const message = error instanceof Error ? error.message : String(error);
  return {
    said: faults.length === 0 ? message : `It has ${many(faults.length + more, "fault")}:`,
    faults,
    more,
  };
}
