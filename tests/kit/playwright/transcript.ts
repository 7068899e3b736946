// Runs a scenario in the kit for Playwright Test, as `scenarios.py` does in the Python kit.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Licensim, LicensimError } from "licensim/playwright";

type Step = readonly [string, ...unknown[]];
type Held = Record<string, any>;

/** All scenarios, by name. */
export const scenarios: Record<string, Step[]> = JSON.parse(
  readFileSync(join(process.cwd(), "scenarios.json"), "utf8"),
);

/** Runs a scenario, and writes its transcript into a folder. */
export async function play(licensim: Licensim, name: string, folder: string): Promise<void> {
  const text = await transcript(licensim, scenarios[name] ?? []);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.txt`), text);
}

async function transcript(licensim: Licensim, steps: readonly Step[]): Promise<string> {
  const held: Held = { licensim };
  const lines: string[] = [];
  for (const step of steps) {
    lines.push(await line(held, step));
  }
  return [...lines, licensim.log.text(), await licensim.ledgerText(), await licensim.traceText()].join("\n");
}

async function line(held: Held, [text, ...given]: Step): Promise<string> {
  const [call = "", keeps = ""] = text.split(" = ").toReversed();
  const fails = call.startsWith("!");
  try {
    held[keeps] = await perform(held, call.replace("!", "").split("."), given);
  } catch (error) {
    if (!fails || !(error instanceof LicensimError)) {
      throw error;
    }
    return `${error.name}: ${error.message}`;
  }
  if (fails) {
    throw new Error(`${call} must fail`);
  }
  return told(held[keeps]);
}

async function perform(held: Held, [first = "", ...path]: string[], given: readonly unknown[]): Promise<unknown> {
  const name = camel(path.pop() ?? "");
  const owner = path.reduce((one, part) => one[part], held[first]);
  if (typeof owner[name] !== "function") {
    return owner[name];
  }
  const isWhole = name === "license" || name === "do";
  return owner[name](...given.map((one) => (isWhole ? one : spelled(held, one))));
}

/** A value with its names as TypeScript spells them, and the objects that it means. */
function spelled(held: Held, value: unknown): unknown {
  if (typeof value === "string" && value.startsWith("$")) {
    return held[value.slice(1)];
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [camel(name), spelled(held, one)]));
}

function camel(name: string): string {
  return name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function told(value: any): string {
  const kind: string | undefined = typeof value === "object" && value !== null ? value.constructor.name : undefined;
  if (Array.isArray(value) && value.length > 0 && value[0].toJSON !== undefined && kind === "Array") {
    return value.map(told).join("; ");
  }
  const held = typeof value?.toJSON === "function" ? value.toJSON().$ : undefined;
  if (held === "reply" || held === "replies" || held === "client") {
    return String(value);
  }
  if (held !== undefined) {
    return { scanner: "Scanner", browser: "Browser", fault: "ActiveFault" }[held as string] ?? held;
  }
  return value === undefined ? "null" : JSON.stringify(value);
}
