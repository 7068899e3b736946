/** Reports to the test what the page does with the stand-in: its calls, and members that are not simulated. */
import { sendCall, sendUnsimulated } from "./consent.ts";
import { inWords } from "./errors.ts";
import { nearest } from "./members.ts";

let key = "";

/** From now on reports show this text as `<key>`. */
export function hideKey(given: string): void {
  key = given;
}

const hidden = (text: string): string => (key === "" ? text : text.replaceAll(key, "<key>"));

/** How many calls of the page are under way; calls that the stand-in makes inside one are not reported. */
let depth = 0;

/** Make a call of the page, and report it when it is answered. */
export function call<Result>(member: string, given: readonly unknown[], does: () => Result): Result {
  if (depth > 0) {
    return does();
  }
  depth += 1;
  try {
    const result = does();
    if (result instanceof Promise) {
      result.then(
        (answer) => reportCall(member, given, inWords(answer)),
        (error) => reportCall(member, given, `throws ${inWords(error)}`),
      );
    } else {
      reportCall(member, given, inWords(result));
    }
    return result;
  } catch (error) {
    reportCall(member, given, `throws ${inWords(error)}`);
    throw error;
  } finally {
    depth -= 1;
  }
}

function reportCall(member: string, given: readonly unknown[], answer: string): void {
  sendCall({ member, arguments: given.map((one) => hidden(inWords(one))), answer: hidden(answer) });
}

const touched = new Set<string>();

/** The page has touched a member that is not simulated: report it to the test, and warn, once. */
export function touch(member: string): void {
  if (depth === 0) {
    touchGiven(member);
  }
}

/** The same for what a page gives to a call. */
export function touchGiven(member: string): void {
  if (touched.has(member)) {
    return;
  }
  touched.add(member);
  const near = nearest(member);
  console.warn(
    `licensim's stand-in does not simulate ${member}${near === null ? "" : `; the nearest that it does is ${near}`}`,
  );
  sendUnsimulated(member);
}
