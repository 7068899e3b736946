/** What the document says of the newest license of this page, for style sheets and tests to wait for. */

/** Sets `document.documentElement.dataset.licensim`. */
export function setDocumentState(state: "booting" | "ready" | "failed"): void {
  document.documentElement.dataset["licensim"] = state;
}
