// The kit's script in a page: it runs before the page's own scripts, and the test calls it through `licensimKit`.
//
// It holds the page's license (the page's own, which the client's hook for tests gives it, or one that it opens
// itself), sends every decision to the test, and can replace the camera. Answers are in the core's snake_case.
(() => {
  if (globalThis.licensimKit) return;

  /** Where the kit answers at every origin: the client's files, and the license server. */
  const home = () => new URL("/__licensim__/", location.href).href;
  const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
  const renamed = (fields, rename) =>
    Object.fromEntries(Object.entries(fields ?? {}).map(([name, value]) => [rename(name), value]));
  const pair = ({ format, text }) => [format, text];
  const DRIFT_MS = 500;

  const kit = {
    license: null,
    opened: false,
    failure: null,
    /** The test's clock in milliseconds; null if the page's own clock runs. */
    time: null,
    /** By how much this client's clock was set back. */
    behind: 0,
    scanners: new Map(),
    /** By how much the clock is ahead of each scanner's media time. */
    ahead: new Map(),
    /** The messages to the test that have not arrived yet. */
    telling: new Set(),
  };
  const now = () => (kit.time ?? Date.now()) - kit.behind;
  const setClock = ({ time, behind }) => Object.assign(kit, { time, behind });

  const told = (event, answer, at = instantOf(event, answer)) => {
    const arrival = globalThis.licensimTold?.({ event, wire: wireOf(answer), at });
    kit.telling.add(arrival);
    return arrival?.finally(() => kit.telling.delete(arrival));
  };

  /**
   * When an event was. Frames lie apart by their media time, which begins anew with each stream; a trace has one
   * time for all: so a scanner's first frame is recorded by the clock, and the next ones by their distance to it.
   */
  function instantOf({ type, scanner }, { scannedAt }) {
    const clock = Math.floor(now());
    if (type !== "frame") return clock;
    const at = scannedAt + (kit.ahead.get(scanner) ?? Infinity);
    if (Math.abs(at - clock) <= DRIFT_MS) return at;
    kit.ahead.set(scanner, clock - scannedAt);
    return clock;
  }

  /** An answer of the client, in the core's spelling. */
  function wireOf(answer) {
    const { reason, number, rule, item, counted, warnings } = answer;
    const wire = { answer: answer.answer, reason, number, rule, item, counted, warnings };
    wire.evidence = renamed(answer.evidence, snake);
    if (answer.unique === undefined) return wire;
    return {
      ...wire,
      unique: answer.unique.map(pair),
      duplicates: answer.duplicates.map((one) => [one.format, one.text, one.leftMs, one.seenAt]),
      untrusted: answer.untrusted.map(pair),
      filtered: answer.filtered,
      late_ms: answer.lateMs,
    };
  }

  const failureOf = (error) => ({ name: error.name, reason: error.reason ?? null, message: String(error.message) });

  /** The options that a page's own license is opened with: the test's license server, and the test's options. */
  function chosen(given) {
    if (kit.opening) return given;
    const { document, standby, server, ...rest } = typeof given === "object" && given !== null ? given : {};
    const overrides = globalThis.licensimOverrides ?? {};
    kit.given = { ...rest, ...overrides };
    if (document !== undefined && !bring(document)) return given; // invalid: the client reports the faults
    return { now, ...kit.given, assets: home(), server: home() };
  }

  /** Send a page's license document to the test, which uses it if it has written none; return whether it is valid. */
  function bring(document) {
    const request = new XMLHttpRequest();
    request.open("POST", `${home()}document`, false); // synchronous: options are needed at once
    request.send(typeof document === "string" ? document : JSON.stringify(document));
    return request.status === 200;
  }

  /** Watch a license of the page's own from its opening on. */
  function adopt(license) {
    if (kit.opening) return;
    const { key, edition, product } = kit.given ?? {};
    begin(license);
    kit.opened = false;
    kit.failure = null;
    license.ready.then(
      async () => {
        await told({ type: "open", key, edition, product }, license.answer, kit.startedAt);
        kit.opened = true;
      },
      (error) => {
        kit.failure = failureOf(error);
        kit.license = null; // it answers nothing
      },
    );
    watch(license);
  }

  function begin(license) {
    kit.license = license;
    kit.startedAt = Math.floor(now());
    kit.scanners.clear();
    kit.ahead.clear();
    license.on("report", (answer) => told({ type: "report" }, answer, Math.floor(now())));
  }

  globalThis[Symbol.for("licensim.testing")] = { options: chosen, opened: adopt };

  /** Send the test what the page's own code asks of its license; the answer alone does not have the codes. */
  function watch(license) {
    const tell = (owner, method, eventOf) => {
      const own = owner[method].bind(owner);
      owner[method] = async (...given) => {
        const answer = await own(...given);
        told(eventOf(...given), answer);
        return answer;
      };
    };
    const makeScanner = license.scanner.bind(license);
    license.scanner = (settings) => {
      const scanner = makeScanner(settings);
      const { name } = scanner;
      if (settings) told({ type: "settings", scanner: name, ...renamed(settings, snake) }, OK);
      tell(scanner, "frame", (codes) => ({ type: "frame", scanner: name, codes: codes.map(plain) }));
      tell(scanner, "set", (fields) => ({ type: "settings", scanner: name, ...renamed(fields, snake) }));
      tell(scanner, "pause", () => ({ type: "pause", scanner: name }));
      tell(scanner, "close", () => ({ type: "close", scanner: name }));
      return scanner;
    };
    tell(license, "image", (codes, scanner) => ({
      type: "image",
      codes: codes.map(plain),
      ...(scanner && { scanner: scanner.name }),
    }));
    tell(license, "pages", (module, count) => ({ type: "pages", module, count }));
    tell(license, "release", () => ({ type: "release" }));
  }

  const OK = { answer: "ok", reason: null, number: null, rule: "SCAN-5", item: null, counted: null, warnings: [] };

  function plain({ format, text, confidence, box }) {
    return { format, text, ...(confidence !== undefined && { confidence }), ...(box !== undefined && { box }) };
  }

  function scannerOf(name) {
    if (!kit.scanners.has(name)) {
      const scanner = Object.getPrototypeOf(kit.license).scanner.call(kit.license);
      kit.scanners.set(name, scanner);
    }
    return kit.scanners.get(name);
  }

  /** What the client does with each event of a trace. */
  const DO = {
    // If the page's clock runs by itself, frames have its time.
    frame: (event, at) =>
      scannerOf(event.scanner).frame(event.codes, kit.time === null ? {} : { timestamp: at - kit.startedAt }),
    image: ({ codes, scanner }) => unwatched("image", codes, scanner && scannerOf(scanner)),
    pages: ({ module, count }) => unwatched("pages", module, count),
    release: () => unwatched("release"),
    settings: ({ type, scanner, ...fields }) => scannerOf(scanner).set(renamed(fields, camel)),
    pause: ({ scanner }) => scannerOf(scanner).pause(),
    close: ({ scanner }) => scannerOf(scanner).close(),
    clear_storage: () => kit.license.forget().then(() => ({ ...OK, rule: "ID-4" })), // it opens at once
  };

  const unwatched = (method, ...given) => Object.getPrototypeOf(kit.license)[method].call(kit.license, ...given);

  globalThis.licensimKit = {
    /** Open a license of the kit's own. Answers as `act`. */
    open: async ({ options, ...clock }) => {
      setClock(clock);
      const { startLicense } = await import(`${home()}client.js`);
      kit.opening = true; // this one is not the page's own
      const license = startLicense({ now, assets: home(), server: home(), ...options });
      kit.opening = false;
      begin(license);
      try {
        await license.ready;
        return { wire: wireOf(license.answer) };
      } catch (error) {
        kit.license = null; // it answers nothing
        return { failure: failureOf(error) };
      }
    },

    /** The state of the page's own license: `null`, `opening`, `open`, or why it failed. */
    state: () => kit.failure ?? (kit.opened ? "open" : kit.license && "opening"),

    /** Do an event of a trace at its instant; `null` if the page has no license (yet). */
    act: async ({ event, at, ...clock }) => {
      setClock(clock);
      if (kit.license === null) return null;
      try {
        const wire = wireOf(await DO[event.type](event, at));
        return event.type === "clear_storage" ? { wire, opening: wireOf(kit.license.answer) } : { wire };
      } catch (error) {
        return { failure: failureOf(error) };
      }
    },

    /** Set the clock to another instant, and do what is due. */
    tick: async (clock) => {
      setClock(clock);
      await kit.license?.call("network", { up: true });
      await Promise.allSettled([...kit.telling]);
    },

    /** The state in the license's worker; `null` if the page has no license (yet). */
    status: (clock) => {
      setClock(clock);
      return kit.license?.call("status") ?? null;
    },

    /** Resolves when all messages to the test have arrived. */
    settled: () => Promise.allSettled([...kit.telling]).then(() => null),

    identity: () => kit.license?.identity ?? null,

    /** What the stand-in SDK of this page has to tell the test: a call, or a member that it does not simulate. */
    tell: (what) => {
      const arrival = globalThis.licensimTold?.({ sdk: what });
      kit.telling.add(arrival);
      arrival?.finally(() => kit.telling.delete(arrival));
    },
  };

  // A service worker of the page's own can answer before the kit does: a page with the stand-in tells the test.
  const workers = navigator.serviceWorker;
  if (workers) {
    const register = workers.register.bind(workers);
    workers.register = async (script, ...options) => {
      const { serviceWorkers } = globalThis.licensimStandin ?? {};
      if (serviceWorkers) globalThis.licensimKit.tell({ serviceWorker: new URL(script, document.baseURI).href });
      if (serviceWorkers === "block") throw new DOMException("the test blocks service workers", "SecurityError");
      return register(script, ...options);
    };
  }

  // The camera that shows symbols of the test. Its stream is that of a canvas, which is drawn again and again, like
  // the frames of a camera, so that code that waits for the next frame gets one.
  const WIDTH = 640;
  const HEIGHT = 480;
  const FRAME_MS = 33;
  const DEVICE = { deviceId: "licensim-camera", groupId: "licensim", kind: "videoinput", label: "licensim camera" };
  const camera = { canvas: null, tracks: [] };
  /** The symbols to show, which the test sets before the page's first script; `null` for the real camera. */
  const symbols = () => globalThis.licensimCamera ?? null;

  /** Whether a page has the camera: an app may have closed it. */
  const isOn = () => camera.tracks.some(({ readyState }) => readyState === "live");

  function draw() {
    const context = camera.canvas.getContext("2d");
    context.fillStyle = "#d8d8d8";
    context.fillRect(0, 0, WIDTH, HEIGHT);
    const cell = WIDTH / Math.max(1, symbols().length);
    symbols().forEach((symbol, index) => drawSymbol(context, symbol, index * cell, cell));
    for (const track of camera.tracks) track.requestFrame?.();
  }

  function drawSymbol(context, { width, height, dark }, left, cell) {
    const module = Math.max(1, Math.floor(Math.min((cell - 20) / width, (HEIGHT - 40) / height)));
    const x0 = Math.floor(left + (cell - width * module) / 2);
    const y0 = Math.floor((HEIGHT - height * module) / 2);
    context.fillStyle = "#fff";
    context.fillRect(x0, y0, width * module, height * module);
    context.fillStyle = "#000";
    for (let at = 0; at < dark.length; at++) {
      if (dark[at] === "1") {
        context.fillRect(x0 + (at % width) * module, y0 + Math.floor(at / width) * module, module, module);
      }
    }
  }

  function stream() {
    if (camera.canvas === null) {
      camera.canvas = document.createElement("canvas");
      camera.canvas.width = WIDTH;
      camera.canvas.height = HEIGHT;
      setInterval(() => symbols() && isOn() && draw(), FRAME_MS);
    }
    const made = camera.canvas.captureStream(0);
    const [track] = made.getVideoTracks();
    const settings = track.getSettings.bind(track);
    track.getSettings = () => ({ ...settings(), deviceId: DEVICE.deviceId, facingMode: "environment" });
    Object.defineProperty(track, "label", { value: DEVICE.label });
    camera.tracks.push(track);
    draw();
    return made;
  }

  /** The camera in the list of devices; it has its label, as after a visitor's permission. */
  function listed() {
    const made = Object.create(MediaDeviceInfo.prototype);
    const own = { ...DEVICE, toJSON: () => DEVICE };
    for (const [name, value] of Object.entries(own)) Object.defineProperty(made, name, { value, enumerable: name in DEVICE });
    return made;
  }

  const devices = navigator.mediaDevices;
  if (devices) {
    const getUserMedia = devices.getUserMedia.bind(devices);
    const enumerateDevices = devices.enumerateDevices.bind(devices);
    devices.getUserMedia = async (wanted) => (symbols() && wanted?.video ? stream() : getUserMedia(wanted));
    devices.enumerateDevices = async () => {
      const found = await enumerateDevices();
      return symbols() ? [listed(), ...found.filter(({ kind }) => kind !== DEVICE.kind)] : found;
    };
  }

  Object.assign(globalThis.licensimKit, {
    /** Show symbols from now on; with null later calls get the real camera. */
    camera: (shown) => {
      if (!devices) return "this page has no mediaDevices: only a secure context has (https or localhost)";
      const changes = (shown === null) !== (symbols() === null);
      globalThis.licensimCamera = shown;
      if (shown === null) for (const track of camera.tracks.splice(0)) track.stop();
      else if (camera.canvas !== null) draw();
      if (changes) devices.dispatchEvent(new Event("devicechange"));
      return null;
    },
  });
})();
