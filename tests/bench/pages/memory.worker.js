// Frames of new codes through the door, thirty per second of media time, and the size of the memory.
import { serve } from "./engine.js";
import { opened, PLENTY } from "./session.js";

let [frames, codes] = [0, 0];

const one = () => ({ format: "DataMatrix", text: `(01)09506000134352(21)${String(codes++).padStart(8, "0")}` });

serve([], (python) => {
  const decide = opened(python.pyimport("licensim.page.door"), PLENTY);
  return (until) => {
    for (; frames < until; frames++) decide(Math.round((frames * 1000) / 30), [one(), one(), one()]);
    return python._module.HEAP8.length;
  };
});
