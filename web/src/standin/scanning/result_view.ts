/** The result view of a scanner of many codes: what was found, and the buttons that clear it and end the scan. */
import { element } from "../camera/elements.ts";
import type { BarcodeResultItem } from "../capturing/results.ts";

/** A list of results, with its buttons. */
export class ResultView {
  readonly element: HTMLElement;
  readonly #list = element("ul", "licensim-results", "margin:0;padding:4px 20px;");

  constructor(on: { readonly clear: () => void; readonly done: () => void }) {
    const clear = button("Clear", () => {
      this.#list.replaceChildren();
      on.clear();
    });
    this.element = element(
      "div",
      "barcode-result-view-container",
      "position:absolute;left:0;right:0;bottom:0;max-height:40%;overflow:auto;z-index:2;background:#fff;color:#000;",
      this.#list,
      clear,
      button("Done", on.done),
    );
  }

  add({ formatString, text }: BarcodeResultItem): void {
    const line = element("li", "", "");
    line.textContent = `${formatString}: ${text}`;
    this.#list.append(line);
  }
}

function button(label: string, act: () => void): HTMLButtonElement {
  const made = element("button", "", "margin:4px;");
  Object.assign(made, { type: "button", textContent: label });
  made.addEventListener("click", act);
  return made;
}
