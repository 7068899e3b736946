/**
 * Starts and changes the license of a visit: which one is in force, and what happens if it cannot be opened.
 */

import type { Answer, BootStep, OpenOptions } from "../../client/index.ts";
import { CLIENT_ASSETS, loadClient } from "../deciding/client_file.ts";
import { HERE } from "../deciding/core_simulation.ts";
import { keepInAddress } from "../settings/address.ts";
import { licenseDocument } from "../settings/license_document.ts";
import { nextKey } from "../settings/project_key.ts";
import { type Settings, type Terms, sameTerms, termsOf, withDefaultTerms } from "../settings/settings.ts";
import { short } from "../words/words.ts";
import { type LicenseFault, byField, faultsOf, isOfStorage, moreOf } from "../words/license_faults.ts";
import { followLicense, openingEvent } from "./follow_license.ts";
import type { Parts } from "./parts.ts";

/** The source of a license: a document, and whose it is in words; or, if that is null, the form. */
interface Licensing {
  readonly document: string | null;
  readonly whose: string;
  /** The key under which this page opens it. */
  readonly key: string;
  readonly form: Terms;
}

/** Whose a document is that was written by hand. */
const OWN = "A document of its own";

export class LicenseOpening {
  readonly #parts: Parts;
  /** The source of the license in force. */
  #inForce: Licensing;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { ownKey, settings } = parts.state;
    this.#inForce = { document: null, whose: OWN, key: ownKey, form: termsOf(settings) };
  }

  /** A license document that was written by hand, in force instead of the form's; null for the form. */
  get document(): string | null {
    return this.#inForce.document;
  }

  /** Whose the document in force is, as the beginning of a sentence. */
  get whose(): string {
    return this.#inForce.whose;
  }

  /** A license document as JSON text; by default the one in force. */
  documentText({ document, key, form } = this.#inForce): string {
    return document ?? JSON.stringify(licenseDocument(form, key, Date.now()), null, 2);
  }

  /** Boot and open. Never rejects: a failure becomes the phase `failed`. */
  start(): Promise<void> {
    this.#parts.shared.choose(this.#parts.state.settings);
    return this.reopen("Opened");
  }

  /** Let a license server decide; with an empty address, this page. */
  async connect(change: Partial<Settings>): Promise<void> {
    const { state, current, shared, simulation } = this.#parts;
    simulation.leave();
    state.settings = { ...state.settings, ...change };
    this.keep();
    shared.choose(state.settings);
    current.recorder.clear();
    this.#forget();
    await this.reopen(state.settings.server === "" ? "This page decides" : "A license server decides");
  }

  /**
   * Put a license in force: a document, or null for the form's. A simulated session so far is judged again.
   */
  async license(document: string | null, title: string, anew = true, whose = OWN): Promise<void> {
    const { state, events, simulation } = this.#parts;
    const core = await simulation.begun();
    const key = core === null ? state.ownKey : state.key; // of a link's session
    const form = document === null ? termsOf(state.settings) : this.#inForce.form;
    const licensing = { document, whose, key, form };
    if (core === null) {
      return await this.reopen(title, licensing);
    }
    try {
      await core.relicense(this.documentText(licensing), anew);
      if (state.storageFull) {
        await core.fill(HERE, true);
      } // the session was judged again without faults
      this.#accept(licensing);
      await events.moved(title);
    } catch (error) {
      this.#refusedToOpen(error);
    }
  }

  /** Show nothing of the former license, whose later answers do not count any more. */
  #forget(): void {
    const { state, current } = this.#parts;
    current.judge = undefined;
    Object.assign(state, { answer: null, status: null, selected: null, unstored: null });
    state.changed();
  }

  /** Start over in real time under a new project key: nothing is counted yet; this client stays the same. */
  async reset(): Promise<void> {
    const { state, current, simulation } = this.#parts;
    simulation.leave();
    state.key = state.ownKey = nextKey(state.ownKey);
    this.#inForce = { ...this.#inForce, document: null, key: state.key };
    state.log.clear();
    current.recorder.clear();
    state.selected = null;
    await this.reopen("Started over");
  }

  /** A story is played: its license is in force until the visitor is back in real time. */
  playing(document: string, title: string): void {
    const { state } = this.#parts;
    state.key = state.ownKey;
    const whose = `The license of the story “${short(title, 80)}”`;
    this.#inForce = { ...this.#inForce, document, whose, key: state.key };
    state.faulty([]);
  }

  /** A session from elsewhere goes on: its license is in force until the visitor is back in real time. */
  opened(document: string, key: string, whose: string): void {
    const { state } = this.#parts;
    this.#accept({ document, whose, key, form: termsOf(state.settings) });
  }

  /**
   * End the simulated session: real time again, with this browser's real usage, without the license of a story
   * or of a link (`ofOther`).
   */
  async realTime(ofOther: boolean): Promise<void> {
    const { state } = this.#parts;
    this.#parts.simulation.leave();
    if (ofOther) {
      state.key = state.ownKey;
      this.#inForce = { ...this.#inForce, document: null, key: state.key };
    }
    this.#forget();
    await this.reopen("Back in real time: what was simulated is gone");
  }

  /** Open the license again as a reload would: under another edition, or as another client. */
  async reload(title: string): Promise<void> {
    const { events, simulation, feeding } = this.#parts;
    if ((await simulation.begun()) === null) {
      return this.reopen(title);
    }
    feeding.restart();
    await simulation.act(openingEvent(this.#parts), title).catch((error: unknown) => events.undecided(error));
  }

  /** Open the license again as the page load of an app does, with the key in force; returns the answer. */
  async load(title: string): Promise<Answer> {
    const { state, current, simulation } = this.#parts;
    const core = await simulation.begun();
    if (core !== null) {
      await core.ask(); // a fault may have changed the key just now
      const here = core.status?.clients.find(({ name }) => name === HERE);
      return simulation.act(openingEvent(this.#parts, here?.key), title);
    }
    await this.reopen(title);
    if (state.phase !== "ready" || current.license === undefined) {
      throw state.error;
    }
    return current.license.answer;
  }

  /** Open a license again; by default the one in force. */
  reopen(title: string, licensing?: Licensing): Promise<void> {
    // Does not wait for decisions: a frame may wait for a license server, and it ends with its license.
    return this.#parts.current.decisions.atOnce(() => this.#open(title, licensing));
  }

  /**
   * Keep the settings in the address, without terms that are not in force: they could not be opened again.
   */
  keep(): void {
    const { state } = this.#parts;
    state.addressFaults = [];
    keepInAddress({ ...state.settings, ...this.#inForce.form }, state.defaults);
  }

  async #open(title: string, licensing?: Licensing): Promise<void> {
    const { state, current, shared, simulation } = this.#parts;
    // Refused values are not kept: the form shows the values in force again.
    if (licensing === undefined) {
      state.settings = { ...state.settings, ...this.#inForce.form };
    }
    const opening = licensing ?? this.#inForce;
    try {
      const { startLicense } = await loadClient();
      const onBoot = (step: BootStep): void => this.#stepped(step);
      const { edition } = state.settings;
      await shared.greet();
      const opened = { at: simulation.clock.now(), since: performance.now() };
      const license = startLicense({ ...this.#licensed(opening), assets: CLIENT_ASSETS, edition, onBoot });
      if (shared.server !== null) {
        shared.follow(license);
      }
      await license.ready;
      this.#accept(opening);
      await followLicense(this.#parts, license, opened, title);
      shared.opened();
    } catch (error) {
      if (shared.server !== null) {
        return this.#decideHere(error);
      }
      if (current.license === undefined && faultsOf(error) !== null) {
        return this.#openDefault(title, faultsOf(error) ?? []);
      }
      this.#refusedToOpen(error);
    }
    state.changed();
  }

  /** The address gives no valid license: open the default license, and report the faults. */
  async #openDefault(title: string, faults: readonly LicenseFault[]): Promise<void> {
    const { state, events } = this.#parts;
    const before = state.settings;
    state.settings = withDefaultTerms(before, state.defaults);
    this.#inForce = { document: null, whose: OWN, key: state.ownKey, form: termsOf(state.settings) };
    state.addressFaults = [
      ...state.addressFaults,
      ...[...byField(faults)].map(([field, what]) => `${field} ${what}`),
    ];
    if (sameTerms(state.settings, before)) {
      events.failed(new Error(state.addressFaults.join("\n")));
    } else {
      await this.#open(title);
    }
  }

  /** These terms are in force from now on; the address may have them, because they can be opened. */
  #accept(licensing: Licensing): void {
    this.#inForce = licensing;
    this.#parts.state.key = licensing.key;
    this.#parts.state.faulty([]);
    if (this.#parts.state.phase === "ready") {
      this.keep();
    }
  }

  /** The options to open a license: of this page, or of a server. */
  #licensed(licensing: Licensing): Omit<OpenOptions, "assets"> {
    const { state, shared } = this.#parts;
    return shared.server === null
      ? { key: licensing.key, document: this.documentText(licensing) }
      : shared.options(state.settings);
  }

  /** The chosen server gave no license: this page decides, and shows why. */
  async #decideHere(error: unknown): Promise<void> {
    const { state, events, shared } = this.#parts;
    const failure = error instanceof Error ? error.message : String(error);
    events.add("error", failure, null);
    state.settings = { ...state.settings, server: "" };
    if (state.phase === "ready") {
      this.keep();
    }
    shared.choose(state.settings);
    shared.failure = failure;
    shared.isOfStorage = isOfStorage(error);
    state.steps.length = 0;
    await this.#open("This page decides");
  }

  #stepped(step: BootStep): void {
    const { state } = this.#parts;
    if (state.phase !== "booting") {
      return;
    }
    state.steps.push(step);
    state.changed();
  }

  /**
   * A license could not be opened: a fault of the form if malformed while another one runs, else a failure.
   */
  #refusedToOpen(error: unknown): void {
    const { state, current, events } = this.#parts;
    const faults = faultsOf(error);
    if (faults === null || current.license === undefined) {
      return events.failed(error);
    }
    state.faulty(faults, moreOf(error));
  }
}
