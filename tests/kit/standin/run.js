// Runs every use of this page's members, one after the other, and tells what became of each.
const WITHIN_MS = 30_000;
globalThis.runAll = async (members) => {
  const told = {};
  try {
    await prepare();
  } catch (error) {
    return { prepare: `${error.message}\n${error.stack}` };
  }
  for (const member of Object.keys(uses).filter((one) => members.includes(one))) {
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error("takes too long")), WITHIN_MS));
    told[member] = await Promise.race([Promise.resolve().then(uses[member]), late]).then(
      (holds) => (holds ? "ok" : "does not hold"),
      (error) => error.message,
    );
  }
  return told;
};
globalThis.touchAll = async () => {
  for (const touch of Object.values(touches)) await touch();
};
