/**
 * A shared session as a link, and as a file.
 *
 * A link has it in the fragment, which a browser sends to no server: base64url of one byte, the version, and the
 * compressed JSON text. A file is the JSON text, with the version in its field `licensim`. Each version ever
 * written has its reader here.
 */

import { type SharedSession, readFirst } from "./content.ts";

/** What a version's reader makes of the JSON text; it throws SharedFaults. */
const READERS: Readonly<Record<number, (json: string) => SharedSession>> = {
  1: readFirst, // the next version: 2: readSecond, which returns a SharedSession too
};
/** The version that is written. */
const NEWEST = 1;

/** The name of the link's part in the fragment. */
const NAME = "session";

/** The longest link, in letters: a longer one is cut off in chats, mails and issues. */
export const MOST_LETTERS = 30_000;
/** The longest text that a link may have when it is uncompressed, in bytes. */
const MOST_BYTES = 4 * 1024 * 1024;

/** A link that cannot be read; the message says why. */
export class LinkError extends Error {}

/** The link for a shared session, at the address of a page; null if it would be too long. */
export async function linkOf(shared: SharedSession, page: string): Promise<string | null> {
  const packed = await through(
    new CompressionStream("deflate"),
    new TextEncoder().encode(JSON.stringify(shared)),
    Infinity,
  );
  const bytes = new Uint8Array(packed.length + 1);
  bytes[0] = NEWEST;
  bytes.set(packed, 1);
  const link = `${page.split("#", 1)[0]}#${NAME}=${toBase64url(bytes)}`;
  return link.length > MOST_LETTERS ? null : link;
}

/** The link's part of an address or a fragment; null if there is none. */
export function packedIn(address: string): string | null {
  return new URLSearchParams(address.slice(address.indexOf("#") + 1)).get(NAME);
}

/** The shared session of that part. Rejects with LinkError or SharedFaults. */
export async function unpacked(packed: string): Promise<SharedSession> {
  const bytes = fromBase64url(packed.replaceAll(/\s/g, ""));
  const read = readerOf(bytes[0]);
  // A stream of zlib ends with a checksum, which finds a link that was damaged on its way.
  const json = await through(new DecompressionStream("deflate"), bytes.subarray(1), MOST_BYTES);
  return read(new TextDecoder().decode(json));
}

/** The text of a file with a shared session. */
export function fileOf(shared: SharedSession): string {
  return `${JSON.stringify({ licensim: NEWEST, ...shared }, null, 1)}\n`;
}

/** The shared session of the value of such a file. Throws LinkError or SharedFaults. */
export function readFile({ licensim, ...shared }: Readonly<Record<string, unknown>>): SharedSession {
  return readerOf(licensim)(JSON.stringify(shared));
}

function readerOf(version: unknown): (json: string) => SharedSession {
  const read = Object.hasOwn(READERS, Number(version)) ? READERS[Number(version)] : undefined;
  if (read === undefined) {
    const newer = Number(version) > NEWEST;
    throw new LinkError(
      newer
        ? "It was made by a newer version of this page. Load the page again, and open it then."
        : "It is damaged: it has no version that this page knows.",
    );
  }
  return read;
}

/** All bytes that a stream makes of others; rejects with LinkError if they are damaged or more than `most`. */
async function through(
  stream: CompressionStream | DecompressionStream,
  bytes: Uint8Array<ArrayBuffer>,
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const reader = new Blob([bytes]).stream().pipeThrough<Uint8Array<ArrayBuffer>>(stream).getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new LinkError("It is damaged: a part of it is missing or was changed.");
    });
    if (done) {
      return new Uint8Array(await new Blob(chunks).arrayBuffer());
    }
    chunks.push(value);
    size += value.length;
    if (size > most) {
      await reader.cancel();
      throw new LinkError(
        `It has more than ${most / 1024 / 1024} MB when it is unpacked: no link of this page has.`,
      );
    }
  }
}

function toBase64url(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) {
    binary += String.fromCodePoint(byte);
  }
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(binary, (letter) => letter.codePointAt(0) ?? 0);
  } catch {
    throw new LinkError("It is damaged: it has letters that no link has.");
  }
}
