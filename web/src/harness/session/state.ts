/** The state of a visit that panels read. The other files of this folder write it. */

import type { Answer, BootStep, Identity, ScannerWindows, Status } from "../../client/index.ts";
import { HERE } from "../deciding/core_simulation.ts";
import { parseSettings } from "../settings/address.ts";
import { readKey } from "../settings/project_key.ts";
import { type Settings, defaultSettings } from "../settings/settings.ts";
import { type LicenseFault, byField } from "../words/license_faults.ts";
import { type LogEntry, Log } from "../words/log.ts";
import { Changing } from "./changing.ts";

/** The shortest time between two redraws of the panels. */
export const REDRAW_MS = 125;

/** Events: `change` for the panels, a few times a second; `judged` for the stage, for every picture. */
export class SessionState extends Changing {
  phase: "booting" | "ready" | "failed" = "booting";
  error: unknown;
  readonly log = new Log();
  readonly steps: BootStep[] = [];
  settings: Settings;
  readonly defaults: Settings;
  /** The key of this page's project. */
  ownKey = readKey();
  /** The key under which this page opens its license: its own, or that of a document from elsewhere. */
  key = this.ownKey;
  /** The newest answer of any event, null before the first. */
  answer: Answer | null = null;
  /** The client that got this answer: the page's own, or another of the simulation. */
  answered = HERE;
  /** Why the newest event could not be stored, and so did not happen. Null after the next decision. */
  unstored: { readonly reason: string; readonly message: string } | null = null;
  /** Whether this browser's storage is full: a simulated fault. */
  storageFull = false;
  /** Whether the source is held: its frames are not judged. */
  isHeld = false;
  /** Whether the session was opened from a link: the sources wait until the visitor goes on. */
  isOfLink = false;
  /** Whether a story is played: pictures are not judged, so that its figures stay true. */
  inStory = false;
  status: Status | null = null;
  identity: Identity | null = null;
  windows: ScannerWindows | null = null;
  /** The faults of the form's license, or of the one that was written by hand; empty if it is in force. */
  faultList: readonly LicenseFault[] = [];
  /** How many more faults of the license there are. */
  moreFaults = 0;
  /** The edition's message about the scanner's settings; empty if they are in force unchanged. */
  tuning = "";
  /** The selected event; null follows the newest one. */
  selected: LogEntry | null = null;
  /** The faults of the address with which this page was opened, in words; defaults are in force instead. */
  addressFaults: readonly string[];

  constructor() {
    super(REDRAW_MS);
    this.defaults = defaultSettings(location.hostname);
    const { settings, faults } = parseSettings(location.hash, this.defaults);
    this.settings = settings;
    this.addressFaults = faults;
  }

  /** The faults of the settings by field, in words; empty if all are in force. */
  get faults(): ReadonlyMap<string, string> {
    const faults = new Map(byField(this.faultList));
    return this.tuning === "" ? faults : faults.set("duplicate_forget_time", this.tuning);
  }

  /** Set the faults of a license that is not in force, or none. */
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
