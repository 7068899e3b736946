/** The harness page: gives its elements the session and the sources, and starts both. */

import "./elements/client/authority.ts";
import "./elements/client/boot_state.ts";
import "./elements/session/compare.ts";
import "./elements/license/conditions.ts";
import "./elements/client/domain.ts";
import "./elements/session/faults.ts";
import "./elements/session/files.ts";
import "./elements/client/identity.ts";
import "./elements/answers/log.ts";
import "./elements/answers/meter.ts";
import "./elements/license/option.ts";
import "./elements/scanning/source_picker.ts";
import "./elements/scanning/stage.ts";
import "./elements/session/time.ts";
import "./elements/answers/verdict.ts";
import "./elements/client/version.ts";
import "./elements/answers/why.ts";
import { OPTIONS } from "../facts/core.ts";
import { takeToken } from "./deciding/control_token.ts";
import type { Panel } from "./elements/panel.ts";
import { Session } from "./session/session.ts";
import { Sources } from "./sources/sources.ts";

takeToken();
const session = new Session();
const sources = new Sources(session);
let waits = false;

for (const panel of document.querySelectorAll<Panel>("[data-panel]")) {
  Object.assign(panel, { session, sources });
}
session.addEventListener("change", () => holdWhatIsNotLicensed());
acceptDrops(document.body);
sources.warm();
void sources.showScene();
void session.start().then(() => session.shared.offer());
// The address that the server prints may be opened in a tab that already has this page: only its fragment
// differs.
addEventListener("hashchange", ({ oldURL }) => {
  if (!takeToken()) {
    return location.reload();
  }
  history.replaceState(null, "", oldURL);
  void session.shared.offer();
});

/**
 * Hold the source if every frame would be refused: the option serves no browser scans, or nothing can answer.
 */
function holdWhatIsNotLicensed(): void {
  const { shared, document, settings } = session;
  const off =
    shared.server === null
      ? document === null && OPTIONS[settings.option]?.scansInBrowser === false
      : shared.by === null && !shared.connecting;
  if (off === waits) {
    return;
  }
  waits = off;
  sources.hold(off);
}

/** Pictures may be dropped anywhere on the page. */
function acceptDrops(target: HTMLElement): void {
  target.addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files")) {
      event.preventDefault();
    }
  });
  target.addEventListener("drop", (event) => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) {
      return;
    }
    event.preventDefault();
    void sources.showImages(files);
  });
}
