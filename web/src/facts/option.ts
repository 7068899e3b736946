/** What the core says of an option, for whoever builds a form or a meter of it; see `core.ts`. */

/** The value of a field of an item; null where it is left out. */
export type FieldValue = number | string | null;

interface Field {
  /** As in the license document. */
  readonly name: string;
  readonly label: string;
  /** What stands there at first. */
  readonly value: FieldValue;
  /** What an empty field stands for. */
  readonly hint?: string;
}

export interface NumberField extends Field {
  readonly kind: "number";
  readonly minimum: number;
  readonly maximum: number;
}

export interface ChoiceField extends Field {
  readonly kind: "choice";
  /** By profile. */
  readonly choices: Readonly<Record<string, readonly string[]>>;
}

export interface HostField extends Field {
  readonly kind: "host";
}

export type FormField = NumberField | ChoiceField | HostField;

export interface OptionFacts {
  /** Its name in words. */
  readonly title: string;
  /** One of what its quota counts. */
  readonly one: string;
  /** Whether a browser's scans are served by it. */
  readonly scansInBrowser: boolean;
  /** Its items, but for what the form offers. */
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly form: readonly FormField[];
}
