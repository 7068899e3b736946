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
import "./elements/session/offer.ts";
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
import { packedIn } from "./links/link.ts";
import { isOfPage } from "./links/recognize.ts";
import { dropSession, storyIn } from "./settings/address.ts";
import { isPicture, readText } from "./settings/text_file.ts";
import { STORIES } from "./stories/stories.ts";
import { failureOf } from "./words/license_faults.ts";
import { short } from "./words/words.ts";
import { Session } from "./session/session.ts";
import { Sources } from "./sources/sources.ts";

foldOnPhones();
takeToken();
const asked = storyIn(location.hash);
const followed = packedIn(location.hash);
const session = new Session();
const sources = new Sources(session);
let waits = false;

for (const panel of document.querySelectorAll<Panel>("[data-panel]")) {
  Object.assign(panel, { session, sources });
}
session.addEventListener("change", () => holdWhatIsNotLicensed());
sources.addEventListener("change", () => (session.isHeld = sources.held));
acceptDrops(document.body);
acceptPastes();
document.addEventListener("decided", () => dropSession());
sources.warm();
void sources.showScene();
void session
  .start()
  .then(() => (followed === null ? playAsked(asked) : session.opener.follow(followed)))
  .then(() => session.shared.offer());
// What the visitor has left behind, such as an act in a simulated session that he gave up, has no answer.
addEventListener("unhandledrejection", (event) => {
  if (failureOf(event.reason) === "none") {
    event.preventDefault();
  }
});
// A link to a session, or the address that the server prints, may be opened in a tab that already has this page:
// only its fragment differs.
addEventListener("hashchange", ({ oldURL }) => {
  const packed = packedIn(location.hash);
  if (packed !== null) {
    history.replaceState(null, "", oldURL);
    return void session.opener.follow(packed);
  }
  if (!takeToken()) {
    return location.reload();
  }
  history.replaceState(null, "", oldURL);
  void session.shared.offer();
});

/**
 * Hold the source if every frame would be refused, because the option serves no browser scans or nothing can
 * answer, while a story is played, and when a session was opened from a link.
 */
function holdWhatIsNotLicensed(): void {
  const { shared, document, settings } = session;
  const unserved =
    shared.server === null
      ? document === null && OPTIONS[settings.option]?.scansInBrowser === false
      : shared.by === null && !shared.connecting;
  const off = unserved || session.story.isOfStory || session.isOfLink;
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

/** Pictures, and everything that can be opened, may be dropped anywhere on the page. */
function acceptDrops(target: HTMLElement): void {
  target.addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.some((type) => type === "Files" || type === "text/uri-list") === true) {
      event.preventDefault();
    }
  });
  target.addEventListener("drop", (event) => take(event, event.dataTransfer, "What you dropped"));
}

/** The same may be pasted anywhere but into a field. */
function acceptPastes(): void {
  document.addEventListener("paste", (event) => {
    const isField = event.target instanceof Element && event.target.closest("input, textarea") !== null;
    if (!isField && document.querySelector("dialog[open]") === null) {
      take(event, event.clipboardData, "What you pasted");
    }
  });
}

/** Take files, or a text of this page; leave everything else to the browser. */
function take(event: Event, data: DataTransfer | null, name: string): void {
  const files = [...(data?.files ?? [])];
  const text = data?.getData("text/plain") ?? "";
  if (session.phase !== "ready" || (files.length === 0 && !isOfPage(text))) {
    return;
  }
  event.preventDefault();
  void (files.length > 0 ? openFiles(files) : openText(name, () => Promise.resolve(text)));
}

/** Judge the pictures, and open the first of the other files. */
async function openFiles(files: readonly File[]): Promise<void> {
  const pictures = await Promise.all(files.map(isPicture));
  const other = files.find((_, n) => pictures[n] === false);
  if (other !== undefined) {
    await openText(other.name, () => readText(other));
  }
  if (pictures.includes(true)) {
    await sources.showImages(files.filter((_, n) => pictures[n]));
  }
}

/** Open a text, and show what is said about it if it cannot be opened. */
async function openText(name: string, read: () => Promise<string>): Promise<void> {
  if (await session.opener.open(name, read)) {
    return;
  }
  const fold = document.querySelector<HTMLDetailsElement>(".records .fold");
  if (fold !== null) {
    fold.open = true;
    fold.scrollIntoView({ block: "nearest" });
  }
}
