/** The state of the page's newest license, as an attribute of the document, for style sheets and tests. */

/** Sets `document.documentElement.dataset.licensim`. */
export function setDocumentState(state: "booting" | "ready" | "failed"): void {
  document.documentElement.dataset["licensim"] = state;
}
