// The proof of a build: a door gives the same replies from source and from bytecode.

/** Replies without their random identifiers. */
function comparable(replies) {
  const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;
  return replies.map((reply) => reply.replaceAll(uuid, "UUID"));
}

/** Throw if replies differ, apart from their random identifiers. */
export function demandEqual(fromSource, fromBytecode) {
  const again = comparable(fromBytecode);
  comparable(fromSource).forEach((reply, index) => {
    if (reply !== again[index]) {
      throw new Error(`source and bytecode disagree:\n${reply}\n${again[index]}`);
    }
  });
}
