/** Says what a text is that was chosen, dropped, pasted or received: the one place that knows all kinds. */

import { type SharedSession } from "./content.ts";
import { packedIn, readFile, unpacked } from "./link.ts";

/** What a text is. The core checks a trace, a license or a story; a session is checked already. */
export type Recognized =
  | { readonly kind: "trace" | "license" | "story"; readonly text: string }
  | { readonly kind: "session"; readonly shared: SharedSession }
  /** A fragment of this page: its settings, or the name of a story. */
  | { readonly kind: "address"; readonly fragment: string };

const ADDRESS = /^(https?:\/\/|file:\/\/|#)\S/i;

/** What a text is. Rejects with one sentence for a text that is nothing of this page. */
export async function recognize(text: string): Promise<Recognized> {
  const trimmed = text.trim();
  if (trimmed === "") {
    throw new Error("It is empty: there is no event in it.");
  }
  if (ADDRESS.test(trimmed)) {
    return ofAddress(trimmed.replaceAll(/\s/g, ""));
  }
  const value = parsed(trimmed.split("\n", 1)[0] ?? "") ?? parsed(trimmed);
  if (typeof value !== "object" || value === null) {
    return { kind: "trace", text };
  }
  if ("licensim" in value) {
    return { kind: "session", shared: readFile({ ...value }) };
  }
  if ("steps" in value) {
    return { kind: "story", text };
  }
  if ("projects" in value) {
    return { kind: "license", text };
  }
  const other = otherInWords(value);
  if (other !== null) {
    throw new Error(other);
  }
  return { kind: "trace", text };
}

/** Whether a text looks like something of this page: what else was pasted is no business of it. */
export function isOfPage(text: string): boolean {
  const trimmed = text.trim();
  return (ADDRESS.test(trimmed) && trimmed.includes("#")) || /^[{[]/.test(trimmed);
}

async function ofAddress(address: string): Promise<Recognized> {
  const packed = packedIn(address);
  if (packed !== null) {
    return { kind: "session", shared: await unpacked(packed) };
  }
  const [, fragment = ""] = address.split("#");
  if (fragment === "") {
    throw new Error("It is an address without a session: a link of this page has it after the sign #.");
  }
  return { kind: "address", fragment };
}

/** The words for a value that is not of this page, but related; null for a line of a session. */
function otherInWords(value: object): string | null {
  if ("line" in value && "answer" in value) {
    return "These are the answers of a replay. Load the session that was replayed.";
  }
  if ("items" in value) {
    return "It is the summary of a replay. Load the session that was replayed.";
  }
  return Array.isArray(value)
    ? "It is one JSON list. A session has one event a line, without brackets around them."
    : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
