// Frames of ever-new codes through the door, thirty a second of media time, and how large the memory has become.
import { serve } from "./engine.js";
import { NOW, opened, PLENTY } from "./session.js";

let [frame, codes] = [0, 0];

const three = () => Array.from({ length: 3 }, () => `DataMatrix|(01)09506000134352(21)${String(codes++).padStart(8, "0")}`);

/** Runs on until so many frames have passed since the start. */
function run(session, frames) {
  for (; frame < frames; frame++) {
    const at = Math.round((frame * 1000) / 30);
    const reply = session.frame(`${NOW + at} ${at} ${session.body(three())}`);
    if (reply.startsWith("+")) session.settle();
    else session.decide(at, session.body(three()));
  }
}

serve([], (python) => {
  const session = opened(python.pyimport("licensim.page.door"), PLENTY);
  return (frames) => {
    run(session, frames);
    return python._module.HEAP8.length;
  };
});
