/** The one table of members: which are simulated, which are only named, and how they differ. */
import table from "../members.json" with { type: "json" };

/** A row of the table. */
export interface Member {
  /** `Class.member`. */
  readonly name: string;
  /** `constructor`, `method` or `property`, before it `static` for those of the class itself. */
  readonly kind: string;
  /** The first generation whose pages use it. */
  readonly since: string;
  /** D the vendor's documentation, S public sample pages, O our choice. */
  readonly source: string;
  readonly simulated: boolean;
  /** How it differs from the documented member; empty if it does not. */
  readonly difference: string;
}

/** The rows, in the order of the guide. */
export const MEMBERS: readonly Member[] = table;

/** The class of a member: `DBR.BarcodeReader` of `DBR.BarcodeReader.license`. */
const ownerOf = (member: string): string => member.slice(0, member.lastIndexOf("."));

/** The members of one class. */
export function membersOf(owner: string): readonly Member[] {
  return MEMBERS.filter(({ name }) => ownerOf(name) === owner);
}

/** The simulated member whose name is most like that of another one, of the same class if possible. */
export function nearest(member: string): string | null {
  const owner = ownerOf(member);
  const own = member.slice(owner.length + 1);
  const simulated = MEMBERS.filter((one) => one.simulated && one.name !== member);
  const near = simulated.filter(({ name }) => ownerOf(name) === owner);
  const [best] = near
    .map(({ name }) => ({ name, far: distance(own, name.slice(owner.length + 1)) }))
    .toSorted((a, b) => a.far - b.far);
  return best?.name ?? null;
}

/** How many letters differ between two names (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, n) => n);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1]?.toLowerCase() === other[j - 1]?.toLowerCase() ? 0 : 1;
      next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same);
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
