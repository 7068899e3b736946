// Frames of five codes through the door, microseconds each, against a callable that returns its text.
import { serve } from "./engine.js";
import { NOW, opened, PLENTY } from "./session.js";

const FRAME_MS = 33;
let [at, codes] = [0, 0];

/** Five codes as products and parcels carry them, 36 characters each. */
const five = () => Array.from({ length: 5 }, () => `DataMatrix|(01)09506000134352(21)${String(codes++).padStart(8, "0")}-A7Q`);

/** Texts of frames, made anew: the first use of a text is dearer. */
function texts(count, body) {
  return Array.from({ length: count }, () => `${NOW + (at += FRAME_MS)} ${at} ${body()}`);
}

function each(list, work) {
  const began = performance.now();
  for (const text of list) work(text);
  return ((performance.now() - began) / list.length) * 1000;
}

/** The same with a pause in which, unmeasured, the door is told of the journal's commit. */
function eachCommitted(session, list, work, start) {
  let took = 0;
  for (const text of list) {
    const began = performance.now();
    const reply = work(text);
    took += performance.now() - began;
    if (!reply.startsWith(start)) throw new Error(`not the short way: ${reply}`);
    session.settle();
  }
  return (took / list.length) * 1000;
}

/** A license of its own for each round, as a page has: a year of frames would outlive its item. */
function round(door, echo, count) {
  at = 0;
  const session = opened(door, PLENTY);
  session.decide((at += FRAME_MS), session.body(five()));
  const still = session.body(five());
  session.decide((at += FRAME_MS), still);
  session.decide((at += FRAME_MS), still);
  const duplicates = each(texts(count, () => still), session.frame);
  const last = session.decide((at += FRAME_MS), still);
  if (last !== "=") throw new Error(`no duplicates: ${last}`);
  const echoOld = each(texts(count, () => still), echo);
  const strangers = () => texts(count, () => session.body(five()));
  const fresh = eachCommitted(session, strangers(), session.frame, "+");
  const echoNew = eachCommitted(session, strangers(), echo, String(NOW).slice(0, 4));
  return { duplicates, echoOld, fresh, echoNew };
}

serve(["inside_echo"], (python) => {
  const door = python.pyimport("licensim.page.door");
  const { echo } = python.pyimport("inside_echo");
  return (count) => round(door, echo, count);
});
