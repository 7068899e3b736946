import * as licensim from "./licensim/client.js";

/** What tests call by `page.evaluate`. */
Object.assign(window, {
  licensim,

  /** An exception as data, for it does not cross to the test whole. */
  caught: (promise) =>
    promise.then(
      () => null,
      ({ name, reason, step, message, hint, url, faults, number, ltsErrorCode }) => ({
        name, reason, step, message, hint, url, faults, number, ltsErrorCode,
      }),
    ),
});
document.title = "loaded";
