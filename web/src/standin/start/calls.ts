/** What the page does with the stand-in: calls are told, and so is every member that nobody simulates. */
import { tellCall, tellUnsimulated } from "./consent.ts";
import { inWords } from "./errors.ts";
import { nearest } from "./members.ts";

let key = "";

/** From now on this text is told as `<key>`, wherever it stands. */
export function hideKey(given: string): void {
  key = given;
}

const hidden = (text: string): string => (key === "" ? text : text.replaceAll(key, "<key>"));

/** While a call of the page is under way, what it calls itself is nobody's business. */
let depth = 0;

/** Make a call of the page, and tell of it when it is answered. */
export function call<Result>(member: string, given: readonly unknown[], does: () => Result): Result {
  if (depth > 0) {
    return does();
  }
  depth += 1;
  try {
    const result = does();
    if (result instanceof Promise) {
      result.then(
        (answer) => told(member, given, inWords(answer)),
        (error) => told(member, given, `throws ${inWords(error)}`),
      );
    } else {
      told(member, given, inWords(result));
    }
    return result;
  } catch (error) {
    told(member, given, `throws ${inWords(error)}`);
    throw error;
  } finally {
    depth -= 1;
  }
}

function told(member: string, given: readonly unknown[], answer: string): void {
  tellCall({ member, arguments: given.map((one) => hidden(inWords(one))), answer: hidden(answer) });
}

const touched = new Set<string>();

/** The page has touched a member that nobody simulates: tell the test, and warn, once. */
export function touch(member: string): void {
  if (depth > 0 || touched.has(member)) {
    return;
  }
  touched.add(member);
  const near = nearest(member);
  console.warn(
    `licensim's stand-in does not simulate ${member}${near === null ? "" : `; the nearest that it does is ${near}`}`,
  );
  tellUnsimulated(member);
}
