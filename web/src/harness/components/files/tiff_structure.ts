/**
 * Checks of a TIFF before it is decoded: decoders loop on circular chains, and read missing data as black.
 */

const MAX_DIRECTORIES = 10_000;

/**
 * The number of image file directories (TIFF 6, section 2). Throws if they leave the file or are circular.
 */
export function countDirectories(view: DataView): number {
  const little = view.getUint16(0) === 0x4949;
  const seen = new Set<number>();
  for (let at = view.getUint32(4, little); at !== 0;) {
    if (seen.has(at) || seen.size >= MAX_DIRECTORIES) {
      throw new Error("its directories are circular");
    }
    if (at + 2 > view.byteLength) {
      throw new Error("it is cut off");
    }
    seen.add(at);
    const next = at + 2 + 12 * view.getUint16(at, little);
    if (next + 4 > view.byteLength) {
      throw new Error("it is cut off");
    }
    at = view.getUint32(next, little);
  }
  return seen.size;
}

/** Throws if pixels of a directory lie beyond the file's end. Strips 273 and 279, tiles 324 and 325. */
export function checkStrips(ifd: Readonly<Record<string, unknown>>, length: number): void {
  const list = (tag: string): number[] => (ifd[tag] as number[] | undefined) ?? [];
  const offsets = [...list("t273"), ...list("t324")];
  const counts = [...list("t279"), ...list("t325")];
  if (offsets.length === 0) {
    throw new Error("it has no pixels");
  }
  if (offsets.some((offset, n) => offset + (counts[n] ?? 1) > length)) {
    throw new Error("it is cut off");
  }
}
