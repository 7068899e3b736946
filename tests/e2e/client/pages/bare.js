import * as licensim from "./licensim/client.js";

/** Options from a test: `at` means a clock that is stopped at this instant, until `window.at` is changed. */
const fill = ({ at, ...options }) => {
  window.at = at;
  return {
    key: "K-1",
    assets: "licensim/",
    ...(at === undefined ? {} : { now: () => window.at }),
    ...options,
  };
};

/** Functions that tests call by `page.evaluate`. */
Object.assign(window, {
  licensim,
  warnings: [],
  errors: [],
  reports: [],
  changes: 0,

  start(options) {
    window.license = licensim.startLicense({ onWarning: (warning) => warnings.push(warning), ...fill(options) });
    license.on("error", ({ name, step }) => errors.push({ name, step }));
    license.on("report", (answer) => reports.push(answer));
    license.on("change", () => (window.changes += 1));
    return license;
  },

  async open(options) {
    const { answer, identity } = await start(options).ready;
    return { answer, identity };
  },

  /** Feeds frames `[timestamp, text...]`, each without waiting for the one before it. */
  feed: (scanner, frames, format = "QRCode") =>
    Promise.all(
      frames.map(([timestamp, ...texts]) =>
        scanner.frame(texts.map((text) => ({ format, text })), { timestamp }),
      ),
    ),

  /** A license of the same page under another edition, opened once. */
  licenses: {},
  editionOf: (edition, options) =>
    (licenses[edition] ??= licensim.openLicense(fill({ ...options, edition }))),

  used: async (item = "scans") => (await license.status()).items.find(({ id }) => id === item).used,

  /** Resolves when a warning of this reason has come `times` times. */
  warned: (reason, times = 1) =>
    new Promise((resolve) => {
      const look = () => warnings.filter((one) => one.reason === reason).length >= times && resolve();
      license.on("warning", look);
      look();
    }),

  /** An exception as data, because a test does not get the whole exception; null if there is none. */
  caught: (promise) =>
    promise.then(
      () => null,
      ({ name, reason, step, message, hint, url, faults, number, ltsErrorCode }) => ({
        name, reason, step, message, hint, url, faults, number, ltsErrorCode,
      }),
    ),
});
document.title = "loaded";
