/** Codes on their way to the core: checked, and in the form that a trace has. */
import type { Code } from "../api/answers.ts";
import { type Fault, MalformedError } from "../api/errors.ts";

/**
 * Checks codes that may come from any decoder.
 *
 * @throws MalformedError with all faults
 */
export function demandCodes(codes: readonly Code[]): void {
  if (!Array.isArray(codes)) {
    throw new MalformedError([{ path: "codes", what: "a list is needed" }]);
  }
  const faults = codes.flatMap((code, index) => faultsOf(code, `codes[${index}]`));
  if (faults.length > 0) {
    throw new MalformedError(faults);
  }
}

function faultsOf(code: Partial<Code> | null, path: string): Fault[] {
  if (typeof code !== "object" || code === null) {
    return [{ path, what: "a code is needed" }];
  }
  const { format, text, confidence, box } = code;
  const faults: Fault[] = [];
  if (typeof format !== "string") {
    faults.push({ path: `${path}.format`, what: "a text is needed" });
  }
  if (typeof text !== "string") {
    faults.push({ path: `${path}.text`, what: "a text is needed" });
  }
  if (confidence !== undefined && !Number.isFinite(confidence)) {
    faults.push({ path: `${path}.confidence`, what: "a number is needed" });
  }
  if (box !== undefined && !isBox(box)) {
    faults.push({ path: `${path}.box`, what: "four numbers are needed" });
  }
  return faults;
}

function isBox(box: unknown): boolean {
  return Array.isArray(box) && box.length === 4 && box.every(Number.isFinite);
}

/** A code in the form that a trace has; other fields of a decoder are not sent. */
export function plainCode({ format, text, confidence, box }: Code): Code {
  return {
    format,
    text,
    ...(confidence !== undefined && { confidence }),
    ...(box !== undefined && { box: [...box] as const }),
  };
}
