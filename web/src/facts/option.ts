/** The facts of an option for its form and its meter; see `core.ts`. */

/** The value of a field of an item; null if it is left out. */
export type FieldValue = number | string | null;

interface Field {
  /** As in the license document. */
  readonly name: string;
  readonly label: string;
  /** The initial value. */
  readonly value: FieldValue;
  /** The meaning of an empty field. */
  readonly hint?: string;
}

export interface NumberField extends Field {
  readonly kind: "number";
  readonly minimum: number;
  readonly maximum: number;
}

export interface ChoiceField extends Field {
  readonly kind: "choice";
  /** The values that can be chosen, by profile. */
  readonly choices: Readonly<Record<string, readonly string[]>>;
}

export interface HostField extends Field {
  readonly kind: "host";
}

export type FormField = NumberField | ChoiceField | HostField;

export interface OptionFacts {
  /** The option's name in words. */
  readonly title: string;
  /** The singular noun of what its quota counts. */
  readonly one: string;
  /** What it counts, in one sentence. */
  readonly counts: string;
  /** Whether it serves the scans of a browser. */
  readonly scansInBrowser: boolean;
  /** Its items, without the fields that the form offers. */
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly form: readonly FormField[];
}
