import assert from "node:assert/strict";
import { test } from "node:test";

const { EventParser, readEvents } = await import(`${process.env.PAGE}/events.js`);

const STREAM =
  "event: turn\ndata: {}\n\n: \n\nid: 1.2\nevent: delta\ndata: ä€😀\n\n\r\nid:1.end\r\nevent:done\r\ndata: a\r\ndata: b\r\n\r\nid: 7\n\ndata\n\ndata: x\r\rretry: 3\n\n";
const EVENTS = [
  { event: "turn", data: "{}", id: undefined },
  { event: "delta", data: "ä€😀", id: "1.2" },
  { event: "done", data: "a\nb", id: "1.end" },
  { event: "message", data: "", id: undefined },
  { event: "message", data: "x", id: undefined },
];

function parse(pieces) {
  const parser = new EventParser();
  return pieces.flatMap((piece) => [...parser.push(piece)]);
}

test("events are the same wherever the stream is cut, within characters too", () => {
  const bytes = new TextEncoder().encode(STREAM);
  assert.deepEqual(parse([bytes]), EVENTS);
  assert.deepEqual(parse(Array.from(bytes, (byte) => Uint8Array.of(byte))), EVENTS);
  for (let at = 0; at <= bytes.length; at += 1) {
    assert.deepEqual(parse([bytes.subarray(0, at), bytes.subarray(at)]), EVENTS, `cut at ${at}`);
  }
});

test("an event that is not finished is none", () => {
  assert.deepEqual(parse([new TextEncoder().encode("data: half")]), []);
});

test("whatever arrives is heard, heartbeats too, and who stops reading closes the stream", async () => {
  let heard = 0;
  let isClosed = false;
  const body = new ReadableStream({
    start(controller) {
      for (const text of [": \n\n", "data: 1\n\n", "data: 2\n\n"]) controller.enqueue(new TextEncoder().encode(text));
    },
    cancel() {
      isClosed = true;
    },
  });
  for await (const { data } of readEvents(body, () => (heard += 1))) if (data === "1") break;
  assert.equal(heard, 2);
  assert.ok(isClosed);
});
