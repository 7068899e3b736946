// One license opened through the door, as the worker's session does it, without a journal.
export const NOW = 1_767_225_600_000; // 2026-01-01

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

/**
 * Opens `document`, null for the demo license; returns a function that decides a frame `at` milliseconds
 * after NOW.
 */
export function opened(door, document) {
  const ask = (op, fields) => {
    const { ok, error } = JSON.parse(door.call(JSON.stringify({ op, ...fields })));
    if (error) throw new Error(`${op}: ${JSON.stringify(error)}`);
    return ok;
  };
  const origin = { scheme: "https", host: "shop.example.com", port: null };
  const load = { document, key: "DEMO-1", deployment: "browser", origin, uuid: "a client", now: NOW };
  const { session } = ask("load", load);
  const decide = (now, event) => {
    const { answer, entry } = ask("decide", { session, now, at: now, event });
    if (entry !== null) ask("settle", { session, committed: true });
    return answer;
  };
  decide(NOW, { type: "open" });
  return (at, codes) => decide(NOW + at, { type: "frame", scanner: "scanner", codes });
}
