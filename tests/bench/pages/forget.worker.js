// Frames of three codes through the forget window in Python, and through a Map of the same keys here.
import { serve } from "./engine.js";

const FORGET_MS = 3000;
const clock = () => performance.now();

/** Parcels on a belt, three in view at a time, each for some seconds; the decoder misses one now and then. */
function belt(count) {
  return Array.from({ length: count }, (_, frame) => {
    const first = Math.floor(frame / 40);
    const numbers = [first, first + 1, first + 2, ...(frame % 9 === 0 ? [first + 3] : [])].slice(-3);
    return [frame * 33, numbers.map(code)];
  });
}

const strangers = (count) =>
  Array.from({ length: count }, (_, frame) => [frame * 33, [3 * frame, 3 * frame + 1, 3 * frame + 2].map(code)]);

const code = (number) => ({
  format: "DataMatrix",
  text: `(01)09506000134352(21)${String(number).padStart(8, "0")}`,
  confidence: 90,
  box: [0.1, 0.2, 0.3, 0.4],
});

function map(frames) {
  const seen = new Map();
  let fresh = 0;
  const began = clock();
  for (const [at, codes] of frames) {
    for (const { format, text } of codes) {
      const key = `${format}|${text}`;
      const since = seen.get(key);
      if (since === undefined || at - since > FORGET_MS) fresh += 1;
      seen.set(key, at);
    }
  }
  return [clock() - began, fresh];
}

serve(["inside_forget"], (python) => {
  const inside = python.pyimport("inside_forget");
  const inPython = (filters) => {
    const proxy = inside.run(filters, clock);
    const result = proxy.toJs();
    proxy.destroy();
    return result;
  };
  let frames = [];
  return ({ kind, count }) => {
    if (kind !== undefined) {
      frames = { belt, strangers }[kind](count);
      inside.take(JSON.stringify(frames));
    }
    return { map: map(frames), bare: inPython(false), filtered: inPython(true) };
  };
});
