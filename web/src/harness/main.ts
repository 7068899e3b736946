/** The harness page: gives its elements the session and the sources, and starts both. */

import "./elements/client/authority.ts";
import "./elements/client/boot_state.ts";
import "./elements/session/cast.ts";
import "./elements/session/compare.ts";
import "./elements/license/choice.ts";
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
import "./elements/story/stories.ts";
import "./elements/story/story.ts";
import "./elements/session/prices.ts";
import "./elements/session/time.ts";
import "./elements/answers/verdict.ts";
import "./elements/client/version.ts";
import "./elements/answers/why.ts";
import { OPTIONS } from "../facts/core.ts";
import { takeToken } from "./deciding/control_token.ts";
import type { Panel } from "./elements/panel.ts";
import { storyIn } from "./settings/address.ts";
import { STORIES } from "./stories/stories.ts";
import { short } from "./words/words.ts";
import { Session } from "./session/session.ts";
import { Sources } from "./sources/sources.ts";

foldOnPhones();
takeToken();
const asked = storyIn(location.hash);
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
void session
  .start()
  .then(() => playAsked(asked))
  .then(() => session.shared.offer());
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
 * Hold the source if every frame would be refused, because the option serves no browser scans or nothing can
 * answer, and while a story is played.
 */
function holdWhatIsNotLicensed(): void {
  const { shared, document, settings } = session;
  const unserved =
    shared.server === null
      ? document === null && OPTIONS[settings.option]?.scansInBrowser === false
      : shared.by === null && !shared.connecting;
  const off = unserved || session.story.isOfStory;
  if (off === waits) {
    return;
  }
  waits = off;
  sources.hold(off);
}

/** Play the story that the address asks for; an unknown name is a fault of the address. */
async function playAsked(name: string | null): Promise<void> {
  if (name === null || session.phase !== "ready" || session.shared.server !== null) {
    return;
  }
  const story = STORIES.find((one) => one.name === name);
  if (story !== undefined) {
    return session.story.begin(await story.load(), true);
  }
  session.addressFaults = [...session.addressFaults, `story=${short(name, 40)}: this page has no such story`];
  session.changed();
}

/** On a wide window every section is open; on a phone a visitor opens what he wants to see. */
function foldOnPhones(): void {
  const wide = matchMedia("(min-width: 62rem)");
  const follow = (): void => {
    for (const fold of document.querySelectorAll<HTMLDetailsElement>(".fold")) {
      fold.open = wide.matches;
    }
  };
  wide.addEventListener("change", follow);
  follow();
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
