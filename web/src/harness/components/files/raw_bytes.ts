/** For tests of files: bytes as they are read in them. */

/** The bytes of texts, a byte a letter, and of lists of numbers. */
export function rawBytes(...parts: (string | number[])[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(
    parts.flatMap((part) => (typeof part === "string" ? [...part].map((c) => c.charCodeAt(0)) : part)),
  );
}
