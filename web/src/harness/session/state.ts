/** What the panels read of a visit. Asks nobody: the other files of this folder write it. */

import type { Answer, BootStep, Identity, ScannerWindows, Status } from "../../client/index.ts";
import { HERE } from "../deciding/world.ts";
import { parseSettings } from "../settings/address.ts";
import { readKey } from "../settings/project_key.ts";
import { type Settings, defaultSettings } from "../settings/settings.ts";
import { type LicenseFault, byField } from "../words/license_faults.ts";
import { type LogEntry, Log } from "../words/log.ts";
import { Changing } from "./changing.ts";

/** Panels redraw at most this often, however many frames there are. */
export const REDRAW_MS = 125;

/** Events: `change` for the panels, a few times a second; `judged` for the stage, for every picture. */
export class SessionState extends Changing {
  phase: "booting" | "ready" | "failed" = "booting";
  error: unknown;
  readonly log = new Log();
  readonly steps: BootStep[] = [];
  settings: Settings;
  readonly defaults: Settings;
  key = readKey();
  /** The newest answer of any event, null before the first. */
  answer: Answer | null = null;
  /** Who got that answer: the page's own client, or another of the simulation. */
  answered = HERE;
  /** Why the newest event was not decided: it could not be stored, and did not happen. Null when one was decided since. */
  unstored: { readonly reason: string; readonly message: string } | null = null;
  /** Whether this browser's storage has no room, as a fault. */
  storageFull = false;
  status: Status | null = null;
  identity: Identity | null = null;
  windows: ScannerWindows | null = null;
  /** What is wrong with the license of the form, or the one that was written by hand; empty when it is in force. */
  faultList: readonly LicenseFault[] = [];
  /** How many faults of the license there are besides. */
  moreFaults = 0;
  /** What the edition says to the scanner's settings; empty when they are in force as they are. */
  tuning = "";
  /** The event that the reader looks at; null follows the newest. */
  selected: LogEntry | null = null;
  /** What is wrong with the address that this page was opened with, each in words; the default is in force instead. */
  addressFaults: readonly string[];

  constructor() {
    super(REDRAW_MS);
    this.defaults = defaultSettings(location.hostname);
    const { settings, faults } = parseSettings(location.hash, this.defaults);
    this.settings = settings;
    this.addressFaults = faults;
  }

  /** What is wrong with the settings, by field, in words; empty when all is in force. */
  get faults(): ReadonlyMap<string, string> {
    const faults = new Map(byField(this.faultList));
    return this.tuning === "" ? faults : faults.set("duplicate_forget_time", this.tuning);
  }

  /** The faults of a license that is not in force, or none. */
  faulty(faults: readonly LicenseFault[], more = 0): void {
    Object.assign(this, { faultList: faults, moreFaults: more });
    this.changed();
  }

  /** Select an entry of the log, or null to follow the newest. */
  select(entry: LogEntry | null): void {
    this.selected = entry;
    this.changed();
  }
}
