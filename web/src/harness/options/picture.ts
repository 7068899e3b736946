/** The picture in the panel of an option, from the file of its name in this folder, if there is one. */

import { type TemplateResult, html } from "lit";
import "../elements/scanning/windows.ts";
import type { Session } from "../session/session.ts";

export interface Picture {
  readonly heading: string;
  /** What a visitor may try next. */
  readonly next?: string;
  readonly draw: (session: Session) => TemplateResult;
  /** Whether it shows this browser's own activity, so that it is also true with a license server. */
  readonly isRealAtServer?: boolean;
  /** Whether it needs little height. */
  readonly isSmall?: boolean;
}

/** The scanner's memory: for options that count scans. */
const WINDOWS: Picture = {
  heading: "What the scanner remembers",
  next: "set “Ignore repeats” to 0, and every frame counts; then watch what happens above the quota.",
  draw: (session) => html`<sim-windows .session=${session}></sim-windows>`,
  isSmall: true,
};

const OWN = import.meta.glob<Picture>("./per_*.ts", { eager: true, import: "picture" });

export function pictureOf(option: string): Picture {
  return OWN[`./${option}.ts`] ?? WINDOWS;
}
