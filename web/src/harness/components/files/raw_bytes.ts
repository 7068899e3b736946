/** Bytes of files, for tests. */

/** The bytes of texts, one byte per letter, and of lists of numbers. */
export function rawBytes(...parts: (string | number[])[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(
    parts.flatMap((part) => (typeof part === "string" ? [...part].map((c) => c.charCodeAt(0)) : part)),
  );
}
