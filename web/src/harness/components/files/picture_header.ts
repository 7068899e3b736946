/**
 * The type of a file and the size of its picture, from its first bytes, to refuse huge pictures undecoded.
 */

export type PictureKind = "png" | "jpeg" | "webp" | "tiff" | "pdf" | "other";

export interface PictureHeader {
  readonly kind: PictureKind;
  /** In pixels; null if the header does not say, as for TIFF and PDF. */
  readonly size: { readonly width: number; readonly height: number } | null;
}

/** How many bytes of a file are read: in a JPEG, the color profile may be before the size. */
export const HEADER_BYTES = 1024 * 1024;

/** Read the first bytes of a file. Never throws: an unreadable file is `other` or has no size. */
export function readHeader(bytes: Uint8Array<ArrayBuffer>): PictureHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = kindOf(bytes);
  try {
    return { kind, size: sizeOf(kind, view) };
  } catch {
    return { kind, size: null };
  }
}

function kindOf(bytes: Uint8Array): PictureKind {
  const text = String.fromCharCode(...bytes.subarray(0, 12));
  if (text.startsWith("\x89PNG\r\n\x1a\n")) {
    return "png";
  }
  if (text.startsWith("\xff\xd8\xff")) {
    return "jpeg";
  }
  if (text.startsWith("RIFF") && text.endsWith("WEBP")) {
    return "webp";
  }
  if (text.startsWith("II*\0") || text.startsWith("MM\0*")) {
    return "tiff";
  }
  return String.fromCharCode(...bytes.subarray(0, 1024)).includes("%PDF-") ? "pdf" : "other";
}

function sizeOf(kind: PictureKind, view: DataView): PictureHeader["size"] {
  switch (kind) {
    case "png":
      return { width: view.getUint32(16), height: view.getUint32(20) };
    case "jpeg":
      return jpegSize(view);
    case "webp":
      return webpSize(view);
    default:
      return null;
  }
}

/** The first start-of-frame marker (ITU T.81, B.2.2); C4, C8 and CC do not mark frames. */
function jpegSize(view: DataView): PictureHeader["size"] {
  for (let at = 2; ; at += 2 + view.getUint16(at + 2)) {
    while (view.getUint8(at + 1) === 0xff) {
      at += 1;
    }
    const marker = view.getUint8(at + 1);
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    }
  }
}

/** Lossy, lossless and extended (RFC 9649). */
function webpSize(view: DataView): PictureHeader["size"] {
  switch (view.getUint32(12)) {
    case 0x56503820: // "VP8 "
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    case 0x5650384c: {
      // "VP8L"
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
    }
    case 0x56503858: // "VP8X"
      return {
        width: (view.getUint32(24, true) & 0xffffff) + 1,
        height: (view.getUint32(26, true) >>> 8) + 1,
      };
    default:
      return null;
  }
}
