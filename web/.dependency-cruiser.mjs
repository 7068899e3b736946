// Which folder of web/src may import which, types included; `./build.sh check` runs it. Circular imports are
// forbidden.
//
// A folder may import only the entries of its list. An entry is a folder without its subfolders, or one file.

const CLIENT = "client/index.ts"; // the page uses the shipped client

const ALLOWED = {
  facts: [],

  // The client of the npm package: its entry points, and the page's side of a license.
  client: [
    "facts",
    "client/api",
    "client/connection",
    "client/convert",
    "client/network",
    "client/page",
    "client/protocol",
  ],
  "client/api": ["facts"],
  "client/protocol": ["client/api"],
  "client/page": ["client/api", "client/protocol"],
  "client/convert": ["facts", "client/api", "client/page", "client/protocol"],
  "client/connection": ["client/api", "client/page", "client/protocol"],
  "client/network": ["client/api", "client/page", "client/protocol"],
  // The worker's side: it knows only the messages of the page; storage does not know the worker.
  "client/storage": ["client/api", "client/protocol"],
  "client/worker": ["client/api", "client/protocol", "client/storage"],

  // The kit for Playwright Test: of the client it knows types only.
  playwright: ["client/api", "facts", "playwright/thread"],
  "playwright/thread": [],
  // The plugin for Vite and the command, which copy the client's files.
  tools: ["client/protocol/assets.ts"],

  // The page's service worker.
  offline: [],

  // The page, from its words up to its elements.
  "harness/words": [CLIENT, "facts"],
  "harness/settings": [
    CLIENT,
    "client/storage/database.ts",
    "facts",
    "harness/components/index.ts",
    "harness/words",
  ],
  "harness/links": ["harness/settings"],
  "harness/deciding": [
    CLIENT,
    "client/convert/results.ts",
    "client/protocol/messages.ts",
    "facts",
    "harness/settings",
    "harness/words",
  ],
  "harness/feeding": [CLIENT, "client/zxing.ts", "harness/deciding", "harness/settings", "harness/words"],
  "harness/sources": ["harness/feeding", "harness/words", "standin/bundle.ts"], // of the stand-in, a type
  "harness/session": [
    CLIENT,
    "harness/deciding",
    "harness/feeding",
    "harness/settings",
    "harness/sharing",
    "harness/stories",
    "harness/words",
  ],
  "harness/sharing": [
    CLIENT,
    "harness/deciding",
    "harness/feeding",
    "harness/links",
    "harness/session",
    "harness/settings",
    "harness/stories",
    "harness/words",
  ],
  "harness/stories": [
    "harness/deciding",
    "harness/session",
    "harness/settings",
    "harness/sharing",
    "harness/words",
  ],
  "harness/pictures": ["facts", "harness/words"],
  "harness/elements": [CLIENT, "facts", "harness/session", "harness/words"],
  "harness/elements/answers": [
    CLIENT,
    "harness/deciding",
    "harness/elements",
    "harness/elements/client",
    "harness/pictures",
    "harness/session",
    "harness/sharing",
    "harness/words",
  ],
  "harness/elements/client": [
    CLIENT,
    "client/protocol/version.ts",
    "harness/deciding",
    "harness/elements",
    "harness/session",
    "harness/settings",
    "harness/words",
  ],
  "harness/elements/license": [
    CLIENT,
    "facts",
    "harness/elements",
    "harness/elements/story",
    "harness/options",
    "harness/session",
    "harness/settings",
    "harness/stories",
    "harness/words",
  ],
  "harness/elements/scanning": [
    "harness/elements",
    "harness/feeding",
    "harness/pictures",
    "harness/session",
    "harness/sources",
    "harness/words",
  ],
  "harness/elements/session": [
    CLIENT,
    "facts",
    "harness/deciding",
    "harness/elements",
    "harness/elements/license",
    "harness/links",
    "harness/pictures",
    "harness/session",
    "harness/settings",
    "harness/sharing",
    "harness/words",
  ],
  "harness/elements/story": [
    "harness/deciding",
    "harness/elements",
    "harness/session",
    "harness/stories",
    "harness/words",
  ],
  "harness/options": [
    CLIENT,
    "facts",
    "harness/components/index.ts",
    "harness/deciding",
    "harness/elements",
    "harness/elements/scanning",
    "harness/pictures",
    "harness/session",
    "harness/words",
  ],
  harness: [
    "facts",
    "harness/deciding",
    "harness/elements",
    "harness/elements/answers",
    "harness/elements/client",
    "harness/elements/license",
    "harness/elements/scanning",
    "harness/elements/session",
    "harness/elements/story",
    "harness/links",
    "harness/session",
    "harness/settings",
    "harness/sources",
    "harness/stories",
    "harness/words",
  ],

  // The stand-in SDK, from its consent up to its names; of licensim it may import only the client and facts.
  "standin/start": [CLIENT, "facts", "standin/members.json"],
  "standin/licensing": [CLIENT, "standin/start"],
  "standin/decoding": ["standin/start"],
  "standin/camera": [CLIENT, "standin/decoding", "standin/start"],
  "standin/capturing": [CLIENT, "standin/camera", "standin/decoding", "standin/licensing", "standin/start"],
  "standin/scanning": [
    "standin/camera",
    "standin/capturing",
    "standin/decoding",
    "standin/licensing",
    "standin/start",
  ],
  "standin/nine": [
    CLIENT,
    "standin/camera",
    "standin/capturing",
    "standin/decoding",
    "standin/licensing",
    "standin/start",
  ],
  standin: [
    "standin/camera",
    "standin/capturing",
    "standin/decoding",
    "standin/licensing",
    "standin/nine",
    "standin/scanning",
    "standin/start",
  ],

  // Document components, which other pages can use too.
  "harness/components": ["harness/components/escl", "harness/components/files"],
  "harness/components/escl": ["harness/components", "harness/components/files"],
  "harness/components/files": ["harness/components"],
};

/** The files of a folder without its subfolders, or one file, as a pattern. */
const files = (entry) =>
  /\.(ts|json)$/.test(entry) ? `^src/${entry.replace(".", "\\.")}$` : `^src/${entry}/[^/]+$`;

const contracts = Object.entries(ALLOWED).map(([folder, allowed]) => ({
  name: folder,
  severity: "error",
  comment: `src/${folder} may import ${allowed.join(", ") || "nothing of the others"}`,
  from: { path: files(folder) },
  to: { path: "^src/", pathNot: [folder, ...allowed].map(files) },
}));

export default {
  forbidden: [
    { name: "no-circle", severity: "error", from: {}, to: { circular: true } },
    {
      name: "folder-without-contract",
      severity: "error",
      comment: "every folder has its line in web/.dependency-cruiser.mjs",
      from: { path: "^src/", pathNot: Object.keys(ALLOWED).map(files) },
      to: {},
    },
    {
      name: "client-without-packages",
      severity: "error",
      comment: "the client ships without a dependency; Pyodide lies among its assets, and gives types",
      from: { path: "^src/client/", pathNot: "\\.test\\.ts$" },
      to: { dependencyTypesNot: ["local"], pathNot: "node_modules/pyodide/" },
    },
    ...contracts,
  ],
  options: {
    parser: "swc",
    tsPreCompilationDeps: true, // type imports count too
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: { extensions: [".ts", ".js"] },
  },
};
