/** Verifies the signature of a license server (NET-7). */

/** A signature to verify: an Ed25519 key and the signature as base64url, and the signed text. */
export interface Signed {
  readonly x: string;
  readonly signed: string;
  readonly signature: string;
}

/**
 * Verifies by WebCrypto.
 *
 * @returns null if the browser cannot verify: on plain http, or without Ed25519
 */
export async function verify({ x, signed, signature }: Signed): Promise<boolean | null> {
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  if (!subtle) {
    return null;
  }
  try {
    const key = await subtle.importKey("raw", bytes(x), "Ed25519", false, ["verify"]);
    return await subtle.verify("Ed25519", key, bytes(signature), new TextEncoder().encode(signed));
  } catch (error) {
    // Any other error means that the key or the signature is malformed.
    return (error as DOMException).name === "NotSupportedError" ? null : false;
  }
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
}
