/** A chat with a ChannelKit bot, for any page, with neither dependencies nor a build step: see docs/page.md. */
import { ChatError, request } from "./request.js";
import { Store } from "./storage.js";
import { Turn } from "./turn.js";

export { EventParser, readEvents } from "./events.js";
export { MarkdownView, safeAddress } from "./markdown.js";
export { ChatError, Turn };

/** Milliseconds for which a reload shows again what was stopped or has failed. */
const KEPT = 86_400_000;
/** Milliseconds out of sight after which there may be news from another device. */
const ABSENCE = 15_000;

/**
 * One visitor's conversation, which all tabs of a browser share.
 *
 *     const chat = new ChatClient({ url: "/chat", pageToken });
 *     const { messages } = await chat.open();
 *     for await (const { text } of chat.send("Hello!")) answer.textContent = text;
 *
 * Events: `turn` (`detail` is a `Turn` that another tab has begun), `session` (another tab has signed in or out, or asked
 * something while this one was hidden: open again), `return` (the page was hidden for a while, or it is time to look whether
 * a person has said something in the bot's place).
 */
export class ChatClient extends EventTarget {
  #url;
  #pageToken;
  #shared;
  #own;
  #turns = new Map();
  #newest;
  #user;
  #hiddenAt;
  #lookedAt = Date.now();
  #missed = false;
  /** `wake`: the network is back, or the page is looked at. Who waits to try again need wait no longer. */
  wakes = new EventTarget();

  /** The channel's path; what opens conversations; or a session of your server's (`token`, `user_id`, `conversation_id`). */
  constructor({ url, pageToken, session }) {
    super();
    this.#url = new URL(url, location.href).href.replace(/\/$/, "");
    this.#pageToken = pageToken;
    this.#shared = new Store("localStorage", `chat:${this.#url}:`);
    this.#own = new Store("sessionStorage", `chat:${this.#url}:`);
    if (session) this.#shared.set("session", session);
    this.#shared.watch((name, value) => this.#heard(name, value));
    this.#watchPage();
  }

  /** `user_id`, `conversation_id`, and `email` of somebody with an account. */
  get session() {
    return this.#shared.get("session");
  }

  /** The turns that are not answered: still running, stopped or failed. */
  get turns() {
    return [...this.#turns.values()];
  }

  /** The conversation that this browser had, or a new one as a guest: `{ messages, more, turns }`, the newest messages. */
  async open() {
    await locked(this.#url, async () => {
      if (!this.session) this.#update(await this.#asPage("/initial", {}));
    });
    // Before the history: an answer that ends in between is in both, not in neither.
    this.#recall();
    const page = await this.history();
    this.#user = who(this.session);
    const isPast = (turn) => turn.conversation !== this.session.conversation_id || Date.now() - turn.askedAt > KEPT;
    for (const turn of this.turns) if (turn.over && isPast(turn)) this.#drop(turn);
    for (const turn of this.turns) turn.run();
    return { ...page, turns: this.turns };
  }

  /** Messages (`id`, `role`, `content`, `created_at`), oldest first, `before` an id; and whether there are more. */
  async history({ before, limit = 50 } = {}) {
    const query = new URLSearchParams({ limit, ...(before && { before }) });
    const { messages, conversation_id, paused } = await (await this.request(`/messages?${query}`)).json();
    if (!before) {
      this.#newest = messages.at(-1)?.id;
      this.#learn(conversation_id, paused);
    }
    return { messages, more: messages.length === limit };
  }

  /** A `Turn`, at once: it waits for the network by itself. */
  send(content) {
    const turn = new Turn(this, {
      key: newKey(), content, asked_at: Date.now(), after: this.#newest, conversation_id: this.session.conversation_id,
    });
    this.#turns.set(turn.key, turn);
    this.keep(turn);
    turn.run();
    return turn;
  }

  /** Makes the guest a user, who keeps the conversation. */
  async signUp({ name, email, password }) {
    await this.#enter("/users", { name: name || undefined, email, password });
  }

  /** Goes on as a user. Open again afterwards, as after the next two. */
  async signIn({ email, password }) {
    await this.#enter("/login", { email, password });
  }

  /** Ends the session, on the server too. */
  async signOut() {
    await this.request("/logout", { method: "POST" }).catch(() => {});
    this.startOver();
  }

  /** Forgets who this was. */
  startOver() {
    for (const name of this.#shared.names()) this.#shared.remove(name);
    this.#turns.clear();
    this.#newest = undefined;
  }

  /** A request in this visitor's name. A token that has ended is renewed, where that can be done. */
  async request(path, options) {
    const token = this.session?.token;
    try {
      return await this.#as(token, path, options);
    } catch (error) {
      if (error.status !== 401 || !this.session?.refresh_token) throw error;
      await this.#renew(token);
      return this.#as(this.session.token, path, options);
    }
  }

  /** Remembers a turn for a reload, and tells other tabs. Turns call this. */
  keep(turn) {
    this.#shared.set(`turn:${turn.key}`, turn.record);
  }

  /** A turn is over. Answers are in the history; of others the browser keeps what had come. */
  forget(turn) {
    this.#own.remove(`seen:${turn.key}`);
    if (turn.state !== "answered") return this.keep(turn);
    this.#drop(turn);
    this.#newest = turn.messageID ?? this.#newest;
    this.#learn(turn.conversation, turn.paused);
  }

  /** What a conversation is now: which, and whether a person has it. */
  #learn(conversation_id, paused = false) {
    const { session } = this;
    if (!session || (conversation_id === session.conversation_id && paused === session.paused)) return;
    this.#update({ conversation_id, paused });
  }

  #drop(turn) {
    this.#turns.delete(turn.key);
    this.#shared.remove(`turn:${turn.key}`);
  }

  #as(token, path, options = {}) {
    return request(this.#url + path, { ...options, headers: { ...options.headers, Authorization: `Bearer ${token}` } });
  }

  /** By the page's token, which is short-lived: an old page gets another one. */
  async #asPage(path, body, isFirst = true) {
    const headers = { "X-Page-Token": this.#pageToken };
    // By a guest's token a new user keeps the conversation.
    if (this.session) headers.Authorization = `Bearer ${this.session.token}`;
    try {
      return await (await request(this.#url + path, { method: "POST", body, headers })).json();
    } catch (error) {
      if (error.code !== "invalid_page_token" || !isFirst) throw error;
      this.#pageToken = (await (await request(`${this.#url}/page-token`, { method: "POST" })).json()).page_token;
      return this.#asPage(path, body, false);
    }
  }

  async #enter(path, body) {
    const session = await this.#asPage(path, body);
    if (session.conversation_id !== this.session?.conversation_id) this.startOver();
    this.#update({ ...session, email: body.email });
    this.#user = who(this.session);
  }

  #renew(spent) {
    return locked(this.#url, async () => {
      // A refresh token is good for one time, and another tab may have used it meanwhile.
      const { token, refresh_token } = this.session;
      if (token !== spent) return;
      this.#update(await (await request(`${this.#url}/token`, { method: "POST", body: { refresh_token } })).json());
    });
  }

  #update({ text, ...fields }) {
    this.#shared.set("session", { ...this.session, ...fields });
  }

  #recall() {
    const records = this.#shared.names().filter((name) => name.startsWith("turn:")).map((name) => this.#shared.get(name));
    records.sort((one, other) => one.asked_at - other.asked_at);
    for (const record of records) {
      if (this.#turns.has(record.key)) continue;
      const seen = this.#own.get(`seen:${record.key}`);
      this.#turns.set(record.key, new Turn(this, seen?.turn_id === record.turn_id ? { ...record, ...seen } : record));
    }
  }

  /** Another tab has changed something. */
  #heard(name, value) {
    if (name === "session" && this.#user && who(value) !== this.#user) this.dispatchEvent(new Event("session"));
    if (!name.startsWith("turn:") || !value?.turn_id || this.#turns.has(value.key)) return;
    // A browser has six connections: hidden tabs catch up when they are looked at.
    if (document.hidden) return void (this.#missed = true);
    const turn = new Turn(this, value);
    this.#turns.set(turn.key, turn);
    this.dispatchEvent(new CustomEvent("turn", { detail: turn }));
    turn.run();
  }

  #watchPage() {
    const wake = () => this.wakes.dispatchEvent(new Event("wake"));
    window.addEventListener("online", wake);
    window.addEventListener("pagehide", () => this.#saveProgress());
    setInterval(() => {
      this.#saveProgress();
      for (const turn of this.turns) turn.check();
      this.#look();
    }, 1000);
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) return void (this.#hiddenAt = Date.now());
      wake();
      if (this.#missed) this.dispatchEvent(new Event("session"));
      else if (Date.now() - this.#hiddenAt > ABSENCE) this.dispatchEvent(new Event("return"));
      this.#missed = false;
    });
  }

  /** What a person says in the bot's place is no turn: it is in the history only. */
  #look() {
    const { session } = this;
    if (!session || document.hidden || Date.now() - this.#lookedAt < (session.paused ? 5_000 : 30_000)) return;
    this.#lookedAt = Date.now();
    this.dispatchEvent(new Event("return"));
  }

  /** For a reload, which goes on with the words that were there. */
  #saveProgress() {
    for (const turn of this.turns) if (!turn.over && turn.lastEvent) this.#own.set(`seen:${turn.key}`, turn.progress);
  }
}

const who = (session) => [session?.user_id, session?.email].join();

/** One tab at a time, where the browser can do that. */
const locked = (name, work) => (navigator.locks ? navigator.locks.request(`chat:${name}`, work) : work());

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
