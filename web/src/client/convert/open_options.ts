/** Checks the options with which a page opens a license: every fault at once (ITEM-5). */
import { EDITIONS, REPORTS } from "../../facts/core.ts";
import { type Fault, MalformedError } from "../api/errors.ts";
import type { OpenOptions } from "../api/options.ts";
import { folderAddress, isTrusted, pageOrigin } from "../page/addresses.ts";
import type { LoadFields } from "../protocol/messages.ts";

type Check = (value: unknown) => string | null;

const textCheck: Check = (value) => (typeof value === "string" && value !== "" ? null : "a text is needed");
const addressCheck: Check = (value) =>
  value instanceof URL || textCheck(value) === null ? null : "an address is needed";
const serverCheck: Check = (value) => {
  const given = addressCheck(value);
  return (
    given ??
    (/^https?:$/.test(protocolOf(value as string | URL)) ? null : "an address of http or https is needed")
  );
};
const callableCheck: Check = (value) => (typeof value === "function" ? null : "a function is needed");
const documentCheck: Check = (value) =>
  typeof value === "string" || (typeof value === "object" && value !== null)
    ? null
    : "an object or JSON is needed";
const oneOf =
  (...allowed: readonly string[]): Check =>
  (value) =>
    allowed.includes(value as string) ? null : `one of ${allowed.join(", ")} is needed`;

const CHECKS: Record<keyof OpenOptions, Check> = {
  key: textCheck,
  assets: addressCheck,
  document: documentCheck,
  server: serverCheck,
  standby: serverCheck,
  tenantSuffixes: (value) =>
    Array.isArray(value) && value.every((one) => textCheck(one) === null) ? null : "texts are needed",
  password: (value) => (typeof value === "string" ? null : "a text is needed"),
  product: textCheck,
  deployment: oneOf("browser"),
  edition: oneOf(...EDITIONS),
  reports: oneOf(...REPORTS),
  now: callableCheck,
  workerURL: (value) => (isTrusted(value) ? null : addressCheck(value)),
  onBoot: callableCheck,
  onWarning: callableCheck,
};

const REQUIRED: readonly (keyof OpenOptions)[] = ["key", "assets"];

/**
 * Checks the options; the page may be written without TypeScript.
 *
 * @throws MalformedError with all faults; an unknown option is a fault
 */
export function demandOptions(options: OpenOptions): void {
  const given = Object.entries(options ?? {}).filter(([, value]) => value !== undefined);
  const names = new Set(given.map(([name]) => name));
  const faults: Fault[] = REQUIRED.filter((name) => !names.has(name)).map((path) => ({
    path,
    what: "is missing",
  }));
  for (const [path, value] of given) {
    const check = Object.hasOwn(CHECKS, path) ? CHECKS[path as keyof OpenOptions] : () => "is no option";
    const what = check(value);
    if (what !== null) {
      faults.push({ path, what });
    }
  }
  if (names.has("server") && names.has("document")) {
    faults.push({ path: "document", what: "must be left out with a license server" });
  }
  if (names.has("server") && names.has("tenantSuffixes")) {
    faults.push({ path: "tenantSuffixes", what: "must be left out with a license server" });
  }
  if (names.has("standby") && !names.has("server")) {
    faults.push({ path: "standby", what: "needs a server" });
  }
  if (faults.length > 0) {
    throw new MalformedError(faults);
  }
}

/** The options as they are sent to the worker. */
export function loadFields(options: OpenOptions): LoadFields {
  const { key, server, standby, password, product, edition, reports, tenantSuffixes } = options;
  return {
    document: documentText(options.document),
    key,
    deployment: "browser",
    origin: pageOrigin(),
    ...(server !== undefined && { server: folderAddress(server) }),
    ...(standby !== undefined && { standby: folderAddress(standby) }),
    ...(password !== undefined && { password }),
    ...(product !== undefined && { product }),
    ...(edition !== undefined && { edition }),
    ...(reports !== undefined && { reports }),
    ...(tenantSuffixes !== undefined && { tenant_suffixes: [...tenantSuffixes] }),
  };
}

function documentText(document: object | string | undefined): string | null {
  if (document === undefined || typeof document === "string") {
    return document ?? null;
  }
  try {
    return JSON.stringify(document);
  } catch (error) {
    throw new MalformedError([{ path: "document", what: `is no JSON value: ${error}` }]);
  }
}

function protocolOf(address: string | URL): string {
  try {
    return new URL(address, globalThis.document?.baseURI).protocol;
  } catch {
    return "";
  }
}
