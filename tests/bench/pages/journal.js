// Commits through the built client, and the size of the text in its database.
import { openLicense } from "./licensim/client.js";
import { NOW, PLENTY } from "./session.js";

const FRAME_MS = 33;
/** So many frames are on their way at once, at most: an answer is kept until it has arrived. */
const AT_ONCE = 20;
let commits = 0;

const opening = openLicense({ key: "DEMO-1", assets: "licensim/", document: PLENTY, now: () => NOW + commits * FRAME_MS });
const scanner = opening.then((license) => license.scanner());

/** Commit frames with one new code each, until there are `count` of them. */
window.commitUntil = async (count) => {
  const cam = await scanner;
  while (commits < count) {
    const frames = [];
    for (const end = Math.min(commits + AT_ONCE, count); commits < end; commits++) {
      const codes = [{ format: "DataMatrix", text: `(01)09506000134352(21)${String(commits).padStart(8, "0")}` }];
      frames.push(cam.frame(codes, { timestamp: commits * FRAME_MS }));
    }
    for (const { answer, counted } of await Promise.all(frames)) {
      if (answer !== "ok" || counted !== 1) throw new Error(`${answer}, counted ${counted}`);
    }
  }
  return used();
};

async function used() {
  const { items } = await (await opening).status();
  return items[0].used;
}

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** The length of every value, and of its key as JSON, by store. */
window.stored = async () => {
  const database = await done(indexedDB.open("licensim"));
  const sizes = {};
  for (const name of database.objectStoreNames) {
    const store = database.transaction(name).objectStore(name);
    const [keys, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
    sizes[name] = [...keys, ...values].reduce((sum, one) => sum + JSON.stringify(one).length, 0);
  }
  database.close();
  return sizes;
};
