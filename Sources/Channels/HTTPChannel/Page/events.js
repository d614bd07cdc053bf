/**
 * Server-sent events, `{ event, data, id }`, of the body of a `fetch`, which unlike `EventSource` sends headers and a body.
 * `onBytes` is called for whatever arrives, heartbeats too.
 */
export async function* readEvents(body, onBytes = () => {}) {
  const reader = body.getReader();
  const parser = new EventParser();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      onBytes();
      yield* parser.push(value);
    }
  } finally {
    // Whoever stops listening early gives the connection back.
    reader.cancel().catch(() => {});
  }
}

/** The grammar of https://html.spec.whatwg.org/multipage/server-sent-events.html, fed with any pieces of bytes. */
export class EventParser {
  #decoder = new TextDecoder(); // Keeps a character that was cut in two.
  #rest = "";
  #data = [];
  #event = "";
  #id;

  /** @param {Uint8Array} bytes */
  *push(bytes) {
    const text = this.#rest + this.#decoder.decode(bytes, { stream: true });
    const lines = /(.*?)(\r\n|\n|\r(?!$))/gsy; // A CR at the end may be half of a CRLF: it waits.
    let end = 0;
    for (let match; (match = lines.exec(text)); end = lines.lastIndex) {
      const event = this.#line(match[1]);
      if (event) yield event;
    }
    this.#rest = text.slice(end);
  }

  #line(line) {
    if (line === "") return this.#dispatch();
    const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line);
    if (field === "data") this.#data.push(value);
    else if (field === "event") this.#event = value;
    else if (field === "id" && !value.includes("\0")) this.#id = value;
  }

  #dispatch() {
    const event = this.#data.length
      ? { event: this.#event || "message", data: this.#data.join("\n"), id: this.#id }
      : undefined;
    this.#data = [];
    this.#event = "";
    this.#id = undefined;
    return event;
  }
}
