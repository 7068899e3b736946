/** What the panel of an option shows. A file of an option's name here has its own; an option without one needs none. */

import { type TemplateResult, html } from "lit";
import "../elements/scanning/windows.ts";
import type { Session } from "../session/session.ts";

export interface Picture {
  readonly heading: string;
  readonly draw: (session: Session) => TemplateResult;
  /** Whether it shows what this browser does, so that it is true also where a license server decides. */
  readonly isRealAtServer?: boolean;
  /** Whether it needs little height. */
  readonly isSmall?: boolean;
}

/** What the scanner remembers: for options that count what is scanned. */
const WINDOWS: Picture = {
  heading: "What the scanner remembers",
  draw: (session) => html`<sim-windows .session=${session}></sim-windows>`,
  isSmall: true,
};

const OWN = import.meta.glob<Picture>("./per_*.ts", { eager: true, import: "picture" });

export function pictureOf(option: string): Picture {
  return OWN[`./${option}.ts`] ?? WINDOWS;
}
