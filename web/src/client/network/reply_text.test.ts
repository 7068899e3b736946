/** A license server's reply is read as text: up to a limit, with any bytes, until the connection breaks. */

import assert from "node:assert/strict";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { MAX_REPLY, replyText } from "./reply_text.ts";

type Answer = (response: ServerResponse) => void;

/** The text of a server's reply. */
async function reading(answer: Answer): Promise<string> {
  const server = createServer((_, response) => answer(response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await replyText(await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const chunk = Buffer.alloc(1 << 16, "[");

/** Sends until the client stops reading. */
const endless: Answer = (response) => {
  const more = () => {
    while (response.writable && response.write(chunk)) {}
  };
  response.on("drain", more);
  more();
};

test("an answer is the same text in any number of pieces", async () => {
  const bytes = Buffer.from('{"a":"ü€𝄞"}');
  const answer: Answer = (response) => {
    for (const byte of bytes) {
      response.write(Buffer.of(byte));
    }
    response.end();
  };
  assert.equal(await reading(answer), '{"a":"ü€𝄞"}');
});

test("a missing body and bytes that are not text are read too", async () => {
  assert.equal(await reading((response) => response.writeHead(200).end()), "");
  assert.equal(await replyText(new Response(null, { status: 204 })), "");
  assert.equal(await reading((response) => response.end(Buffer.of(0x41, 0xff, 0xc3))), "A\ufffd\ufffd");
});

test("an endless answer is read only until it is too long", async () => {
  const text = await reading(endless);
  assert.equal(text.length, MAX_REPLY + 1);
});

test("an answer that breaks off is an error", async () => {
  const broken: Answer = (response) => {
    response.writeHead(200, { "Content-Length": "100" }).write("{");
    setImmediate(() => response.destroy());
  };
  await assert.rejects(reading(broken));
});
