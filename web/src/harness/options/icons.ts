/** The small picture of what an option counts: the file of its name in `icons/`, else a tally. */

const FILES = import.meta.glob<string>("./icons/per_*.svg", {
  eager: true,
  query: "?raw",
  import: "default",
});
const TALLY = '<svg viewBox="0 0 48 32"><path class="pic__bar" d="M10 4v24M18 4v24M26 4v24M34 4v24"/></svg>';

/** The picture as the text of an SVG element; its classes are those of the style sheet. */
export function iconOf(option: string): string {
  return FILES[`./icons/${option}.svg`] ?? TALLY;
}
