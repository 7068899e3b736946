/** How the items of a shared license stand, as far as its server and this client's local license tell. */

type Fields = Readonly<Record<string, unknown>>;

/** What only the authority knows is null; the wire's spelling. */
const UNTOLD = { starts_at: null, expires_at: null, works_until: null, cap: null, reason: null, rule: null };

/** The items of a usage summary (`GET /v1/projects/{key}/usage`), as the embedded `status` has them. */
export function statusItems(usage: unknown, status: Fields): Fields[] {
  const items = Object.entries((usage as { items?: Record<string, Fields> }).items ?? {});
  const { license = [] } = status["client"] as { license?: { item: string; until: number }[] };
  return items.map(([id, fields]) => {
    const held = "seats" in fields ? license.find(({ item }) => item === id) : undefined;
    return { id, ...UNTOLD, alerts: [], evidence: {}, ...fields, seat_until: held?.until ?? null };
  });
}
