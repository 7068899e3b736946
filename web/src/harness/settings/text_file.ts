/** Reads a file that should be a text: its text, or one sentence that says what it is instead. */

import { HEADER_BYTES, readHeader } from "../components/index.ts";

/** Larger files are refused: the longest session that this page records is half as large. */
const MAX_BYTES = 64 * 1024 * 1024;
const MEGABYTE = 1024 * 1024;

const NOT_A_TEXT =
  "It is a binary file. A session is a text with one event a line, as “Download the session” writes it.";
const PICTURE =
  "It is a picture. Drop it on this page, or choose it as the source “Images”: its codes are judged.";
const PDF = "It is a PDF. Choose the option per page: “Rasterize a PDF” counts its pages.";
const PACKED = "It is a packed file. Unpack it, and load the session that is in it.";

/** First bytes of other kinds of files; pictures and PDF are recognized by their headers. */
const BEGINNINGS: readonly (readonly [bytes: string, words: string])[] = [
  ["GIF8", PICTURE],
  ["BM", PICTURE],
  ["PK\x03\x04", PACKED],
  ["\x1f\x8b", PACKED],
  ["(\xb5/\xfd", PACKED],
  ["\xff\xfe", "It is a text in UTF-16. Save it as UTF-8."],
  ["\xfe\xff", "It is a text in UTF-16. Save it as UTF-8."],
];

/** The text of a file. Rejects with that sentence as the error's message. */
export async function readText(file: File): Promise<string> {
  const head = new Uint8Array(await file.slice(0, HEADER_BYTES).arrayBuffer());
  const words = binaryInWords(head);
  if (words !== null) {
    throw new Error(words);
  }
  if (file.size > MAX_BYTES) {
    throw new Error(tooLarge(file));
  }
  return file.text();
}

/** Whether a file is a picture, by its first bytes, or else by the type that the system gave it. */
export async function isPicture(file: File): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, HEADER_BYTES).arrayBuffer());
  return binaryInWords(head) === PICTURE || file.type.startsWith("image/");
}

/** The kind of a file by its first bytes; null for a text. */
export function binaryInWords(head: Uint8Array<ArrayBuffer>): string | null {
  const { kind } = readHeader(head);
  if (kind !== "other") {
    return kind === "pdf" ? PDF : PICTURE;
  }
  const begins = String.fromCharCode(...head.subarray(0, 8));
  const known = BEGINNINGS.find(([bytes]) => begins.startsWith(bytes));
  return known?.[1] ?? (isText(head) ? null : NOT_A_TEXT);
}

/** The first bytes may end in the middle of a character. */
function isText(head: Uint8Array): boolean {
  if (head.includes(0)) {
    return false;
  }
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function tooLarge({ name, size }: File): string {
  const megabytes = (bytes: number): number => Math.round(bytes / MEGABYTE);
  return `It has ${megabytes(size)} MB, and ${megabytes(MAX_BYTES)} are the most for this page. Replay it on the command line: licensim replay --license license.json ${name}`;
}
