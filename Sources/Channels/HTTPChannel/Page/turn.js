import { readEvents } from "./events.js";
import { ChatError, pause } from "./request.js";

/** Milliseconds without a byte after which a connection is dead: streams begin at once and have a heartbeat every 15 s. */
const SILENCE = { before: 15_000, during: 35_000 };
/** Milliseconds for which a server that takes nothing in (it starts anew, it is full) is asked again. */
const PATIENCE = 120_000;
/** Errors that say: later. Those of proxies have no code. */
const PASSING = new Set(["overloaded", "shutting_down", "store_unavailable", undefined]);

/**
 * One question and its answer. It goes on at the server whatever becomes of this page. Its connection is made anew as often
 * as it breaks, from the last event that was read: no word is missing and none is there twice.
 *
 *     for await (const { state, text } of turn) show(state, text);   // to the turn's end; slow readers skip states
 */
export class Turn {
  #client;
  #isStopped = false; // perhaps before the server has said the turn's id
  #isRunning = false;
  #changed = signal();
  #connection;
  #heardAt;
  #silence;

  /** `record` is what the browser's storage keeps of a turn. */
  constructor(client, record) {
    this.#client = client;
    /** The idempotency key: the same question may be sent any number of times. */
    this.key = record.key;
    this.content = record.content;
    this.askedAt = record.asked_at;
    /** The id of the newest message at that time; its own are newer. */
    this.after = record.after;
    this.conversation = record.conversation_id;
    this.id = record.turn_id;
    this.lastEvent = record.last_event;
    /** All that has come so far. */
    this.text = record.text ?? "";
    /** @type {ChatError|undefined} why it has failed. */
    this.error = record.error && new ChatError(record.error);
    /** `waiting`, `answering`, `reconnecting`, and at the end `answered` (with a `messageID`), `stopped` or `failed`. */
    this.state = record.stopped ? "stopped" : this.error ? "failed" : this.text ? "answering" : "waiting";
  }

  get over() {
    return ["answered", "stopped", "failed"].includes(this.state);
  }

  get stopping() {
    return this.#isStopped && !this.over;
  }

  get record() {
    return {
      key: this.key, content: this.content, asked_at: this.askedAt, after: this.after,
      conversation_id: this.conversation, turn_id: this.id, error: this.error?.fields,
      ...(this.state === "stopped" && { stopped: true, text: this.text }),
    };
  }

  /** Where a reload goes on. Text and event belong together: they are kept in one piece. */
  get progress() {
    return { turn_id: this.id, last_event: this.lastEvent, text: this.text };
  }

  async *[Symbol.asyncIterator]() {
    for (;;) {
      const { changed } = this.#changed;
      const isLast = this.over; // It may end while the reader is busy, and has to be seen so.
      yield this;
      if (isLast) return;
      await changed;
    }
  }

  /** The client calls this. */
  async run() {
    if (this.#isRunning || this.over) return;
    this.#isRunning = true;
    for (let failures = 0, since = Date.now(); !this.over; ) {
      const before = this.lastEvent;
      try {
        await this.#listen();
        if (!this.over) throw new TypeError("The stream ended before the turn did");
      } catch (error) {
        if (this.over) break;
        if (this.lastEvent !== before) [failures, since] = [0, Date.now()];
        if (!isPassing(error, since)) {
          this.#end("failed", { error: ChatError.from(error) });
          break;
        }
        failures += 1;
        // Of one cut nobody need know.
        if (failures > 1 && !(error instanceof ChatError)) this.#become("reconnecting");
        await pause(error.retryAfter * 1000 || Math.min(250 * 2 ** failures, 10_000), this.#client.wakes);
      }
    }
    this.#isRunning = false;
  }

  /** Ends the answer, on the server too. What has come of it stays. */
  stop() {
    this.#isStopped = true;
    this.#notify();
    return this.#cancel();
  }

  /** Asks again, after a failure or a stop. The question is kept once. */
  retry() {
    if (this.state !== "failed" && this.state !== "stopped") return;
    this.id = this.lastEvent = this.error = undefined;
    this.askedAt = Date.now();
    this.text = "";
    this.#isStopped = false;
    this.#become("waiting");
    this.#client.keep(this);
    this.run();
  }

  /** Makes a dead connection anew: the machine has slept, say. */
  check() {
    if (Date.now() - this.#heardAt > this.#silence) this.#connection?.abort();
  }

  async #listen() {
    const { signal } = (this.#connection = new AbortController());
    const hear = () => (this.#heardAt = Date.now());
    hear();
    this.#silence = SILENCE.before;
    const response = this.id ? await this.#follow(signal) : await this.#ask(signal);
    if (this.over) return;
    this.#silence = SILENCE.during;
    for await (const event of readEvents(response.body, hear)) {
      this.#take(event);
      if (this.over) return;
    }
  }

  async #ask(signal) {
    const headers = { Accept: "text/event-stream", "Idempotency-Key": this.key };
    const response = await this.#client.request("", { method: "POST", body: { content: this.content }, headers, signal });
    this.text = ""; // Asked again, the server tells all of it again.
    return response;
  }

  async #follow(signal) {
    const headers = { Accept: "text/event-stream", ...(this.lastEvent && { "Last-Event-ID": this.lastEvent }) };
    try {
      const response = await this.#client.request(`/turns/${this.id}/events`, { headers, signal });
      if (response.status !== 204) return response;
    } catch (error) {
      if (error.status !== 404) throw error;
    }
    if (this.#isStopped) return this.#end("stopped");
    // Nobody remembers it. By its key the answer is found, or made.
    this.id = this.lastEvent = undefined;
    return this.#ask(signal);
  }

  #take({ event, data, id }) {
    const { turn_id, conversation_id, message_id, text, paused, ...error } = JSON.parse(data);
    if (event === "turn") {
      this.conversation = conversation_id ?? this.conversation;
      const isNew = this.id !== turn_id;
      this.id = turn_id;
      if (isNew) this.#client.keep(this);
      if (this.state === "reconnecting") this.#become(this.text ? "answering" : "waiting");
      if (this.#isStopped) this.#cancel();
    } else if (event === "reset") {
      // The process that wrote it has died; another one begins anew.
      this.text = "";
      this.#become("waiting");
    } else if (event === "delta") {
      this.text += text;
      this.#become("answering");
    } else if (event === "done") {
      this.#end("answered", { text, paused, messageID: message_id, conversation: conversation_id ?? this.conversation });
    } else if (event === "failed") {
      // Without an id it is this connection that ends, as when the server stops. The turn goes on.
      if (!id) throw new TypeError("The connection ends before the turn does");
      if (error.code === "cancelled") this.#end("stopped");
      else this.#end("failed", { error: new ChatError(error) });
    }
    this.lastEvent = id ?? this.lastEvent;
  }

  async #cancel() {
    while (this.id && !this.over) {
      try {
        return void (await this.#client.request(`/turns/${this.id}`, { method: "DELETE" }));
      } catch (error) {
        // Once the network is back, the first event calls this again.
        if (!(error instanceof ChatError)) return this.#connection?.abort();
        if (error.status !== 503) return; // It was over, which its stream says.
        await pause((error.retryAfter ?? 1) * 1000);
      }
    }
  }

  #become(state) {
    this.state = state;
    this.#notify();
  }

  #end(state, fields) {
    Object.assign(this, fields, { state });
    this.#client.forget(this);
    this.#notify();
  }

  #notify() {
    const { fire } = this.#changed;
    this.#changed = signal();
    fire();
  }
}

function isPassing(error, since) {
  if (!(error instanceof ChatError)) return true; // The network. It comes back.
  return error.status >= 500 && PASSING.has(error.code) && Date.now() - since < PATIENCE;
}

function signal() {
  let fire;
  const changed = new Promise((resolve) => (fire = resolve));
  return { changed, fire };
}
