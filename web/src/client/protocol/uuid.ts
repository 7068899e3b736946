/** UUIDs: random, never derived from the device (ID-4). */

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Whether a value is a UUID. */
export function isUuid(value: unknown): value is string {
  return typeof value === "string" && UUID.test(value);
}

/** A new random UUID (RFC 9562, version 4). `randomUUID` exists in secure contexts only. */
export function newUuid(): string {
  return crypto.randomUUID?.() ?? format(crypto.getRandomValues(new Uint8Array(16)));
}

function format(bytes: Uint8Array): string {
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
