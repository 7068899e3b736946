// One license opened at the door by hand, as the worker's session does it, without a journal behind it.
export const NOW = 1_767_225_600_000; // 2026-01-01
const SEPARATOR = "\x1e";

/** A document of the key DEMO-1 whose one item is per barcode scan, with a quota that is never reached. */
export const PLENTY = JSON.stringify({
  profile: "v2.2.19",
  projects: [
    {
      key: "DEMO-1",
      items: [
        { id: "scans", option: "per_barcode_scan", quota: 1e9, starts_at: NOW, expires_at: NOW + 365 * 86_400_000 },
      ],
    },
  ],
});

/** Opens `document`, null for the demo license; `door` has the callables `call` and `frame`. */
export function opened(door, document) {
  const { call, frame } = door;
  const ask = (op, fields) => {
    const { ok, error } = JSON.parse(call(JSON.stringify({ op, ...fields })));
    if (error) throw new Error(`${op}: ${JSON.stringify(error)}`);
    return ok;
  };
  const origin = { scheme: "https", host: "shop.example.com", port: null };
  const load = { document, key: "DEMO-1", deployment: "browser", origin, uuid: "a client", now: NOW };
  const { session } = ask("load", load);
  const settled = JSON.stringify({ op: "settle", session, committed: true });
  const transact = (fields) => {
    const { answer } = ask("transact", { session, entries: [], ...fields });
    call(settled);
    return answer;
  };
  transact({ now: NOW, event: { type: "open" } });
  return {
    frame,
    settle: () => call(settled),
    /** The text of a frame of plain codes `FORMAT|TEXT`, all of one format. */
    body: (codes) => {
      const format = codes[0].slice(0, codes[0].indexOf("|"));
      return [`[${session},"scanner","${format}"]`, ...codes].join(SEPARATOR);
    },
    /** Decides a frame whichever way it goes; returns the door's short reply or the whole answer. */
    decide: (at, body) => {
      const reply = frame(`${NOW + at} ${at} ${body}`);
      if (!reply.startsWith("{")) {
        call(settled);
        return reply;
      }
      const { transact: needed, answer } = JSON.parse(reply);
      return needed ? transact({ now: NOW + at, at, frame: body }) : answer;
    },
  };
}
