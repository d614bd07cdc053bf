import { MarkdownView } from "./markdown.js";

/** Ids are 64-bit integers in decimal: of two, the longer is the greater. */
const isNewer = (id, other) => !other || id.length > other.length || (id.length === other.length && id > other);

function element(name, className, ...children) {
  const node = document.createElement(name);
  node.className = className;
  node.append(...children);
  return node;
}

/** The messages on the page: what is stored, and what is being answered. */
export class MessageList {
  #list;
  #texts;
  #actions;

  /** `actions`: `announce(text)` to screen readers, `follow(turn)` that is asked again, `startOver()`. */
  constructor(list, texts, actions) {
    this.#list = list;
    this.#texts = texts;
    this.#actions = actions;
  }

  get ids() {
    return [...this.#list.querySelectorAll("[data-id]")].map((item) => item.dataset.id);
  }

  clear() {
    this.#list.replaceChildren();
  }

  prepend(messages) {
    this.#list.prepend(...messages.map((message) => this.#stored(message)));
    this.#separateDays();
  }

  /** Puts what is missing in its place, and returns it. */
  insert(messages) {
    const missing = [];
    // From the newest: of one's own questions, which have no id yet, the last is found first.
    for (const message of [...messages].reverse()) {
      if (this.ids.includes(message.id)) continue;
      const isIts = (item) => item.matches(`.user.${message.role}`) && item.lastElementChild.textContent === message.content;
      let own;
      let next = null;
      for (const item of [...this.#list.querySelectorAll(".message")].reverse()) {
        const { id = "0" } = item.dataset;
        if (id === "0" && isIts(item)) own = item;
        if (own || (id !== "0" && !isNewer(id, message.id))) break;
        if (id !== "0") next = item;
      }
      if (own) this.#date(own, message.id, Date.parse(message.created_at));
      else {
        this.#list.insertBefore(this.#stored(message), next);
        missing.unshift(message);
      }
    }
    if (missing.length > 0) this.#separateDays();
    return missing;
  }

  /** Shows a turn, and what becomes of it, until it is over. */
  async show(turn) {
    const question = this.#question(turn);
    const answer = this.#item("assistant");
    question.after(answer);
    this.#separateDays();
    const view = new TurnView(answer, this.#texts, {
      retry: () => {
        answer.remove();
        turn.retry();
        this.#actions.follow(turn);
      },
      startOver: this.#actions.startOver,
    });
    const isNews = !turn.over;
    if (isNews) this.#actions.announce(this.#texts.say("answering"));
    for await (const _ of turn) {
      await view.draw(turn);
      if (!answer.isConnected) return view.finish();
    }
    view.finish();
    if (turn.state === "answered") this.#settle(turn, question, answer);
    if (isNews) this.#actions.announce(answer.innerText);
  }

  /** The user's message is stored when its turn begins: it may be in the history. */
  #question(turn) {
    const isIts = ({ dataset, lastElementChild }) =>
      dataset.key === turn.key ||
      (!dataset.key && isNewer(dataset.id, turn.after) && lastElementChild.textContent === turn.content);
    let item = [...this.#list.querySelectorAll(".user")].find(isIts);
    if (!item) this.#list.append((item = this.#item("user", turn.content)));
    item.dataset.key = turn.key;
    item.dataset.at ??= turn.askedAt;
    return item;
  }

  /** The answer is a message like any other now. That a person has taken over stands above the input. */
  #settle(turn, question, answer) {
    delete question.dataset.key;
    question.dataset.id ??= "0"; // Older than any that comes.
    if (turn.paused || this.ids.includes(turn.messageID)) answer.remove();
    else this.#date(answer, turn.messageID, Date.now());
  }

  #stored({ id, role, content, created_at }) {
    const item = this.#item(role, content);
    this.#date(item, id, Date.parse(created_at));
    return item;
  }

  #date(item, id, time) {
    item.dataset.id = id;
    item.dataset.at = time;
    item.title = this.#texts.times.format(time);
  }

  #item(role, content) {
    const isUser = role === "user";
    const body = element("div", "content");
    body.dir = "auto";
    if (isUser) body.textContent = content;
    else if (content) new MarkdownView(body, (caption, code) => offerCopy(caption, code, this.#texts)).update(content);
    return element("li", `message ${role}`, element("span", "unseen", this.#texts.say(isUser ? "you" : "bot")), body);
  }

  #separateDays() {
    for (const separator of this.#list.querySelectorAll(".day")) separator.remove();
    let day = this.#texts.days.format(Date.now());
    for (const item of this.#list.querySelectorAll("[data-at]")) {
      const its = this.#texts.days.format(item.dataset.at);
      if (its !== day) item.before(element("li", "day", its));
      day = its;
    }
  }
}

/** One answer while it comes into being. */
class TurnView {
  #item;
  #texts;
  #actions;
  #note = element("p", "note");
  #markdown;
  #drawn;
  #clock;

  constructor(item, texts, actions) {
    this.#item = item;
    this.#texts = texts;
    this.#actions = actions;
    this.#markdown = new MarkdownView(item.lastElementChild, (caption, code) => offerCopy(caption, code, texts));
    item.append(this.#note);
    item.ariaBusy = "true";
  }

  /** Draws once a frame, however fast words come. Where nobody looks, there are no frames. */
  async draw(turn) {
    await new Promise((resolve) => {
      requestAnimationFrame(resolve);
      setTimeout(resolve, 100);
    });
    this.#markdown.update(turn.text);
    if (this.#drawn === turn.state) return;
    this.#drawn = turn.state;
    clearInterval(this.#clock);
    this.#item.classList.toggle("failed", turn.state === "failed");
    const say = (key) => this.#texts.say(key);
    const notes = {
      waiting: () => this.#wait(turn),
      reconnecting: () => [say(navigator.onLine ? "lost" : "offline")],
      stopped: () => [say("stopped"), this.#button("retry")],
      failed: () => this.#explain(turn.error),
    };
    this.#note.replaceChildren(...(notes[turn.state]?.() ?? []));
  }

  finish() {
    clearInterval(this.#clock);
    this.#item.ariaBusy = null;
  }

  /** How long it takes is seen, and not read out ten times a second. */
  #wait(turn) {
    const time = element("span", "time");
    const tick = () => (time.textContent = this.#texts.seconds.format((Date.now() - turn.askedAt) / 1000));
    tick();
    this.#clock = setInterval(tick, 100);
    const dots = element("span", "dots", ...["", "", ""].map((empty) => element("i", empty)));
    for (const node of [time, dots]) node.ariaHidden = "true";
    return [dots, this.#texts.say("thinking"), time];
  }

  #explain(error) {
    const advice = this.#texts.advice(error);
    const details = element("small", "", [error.code, error.requestID].filter(Boolean).join(" · "));
    details.dir = "ltr";
    return [advice, this.#button(advice === this.#texts.say("ended") ? "startOver" : "retry"), details];
  }

  #button(action) {
    const button = element("button", "quiet", this.#texts.say(action));
    button.type = "button";
    button.addEventListener("click", this.#actions[action], { once: true });
    return button;
  }
}

function offerCopy(caption, code, texts) {
  if (!navigator.clipboard) return; // It is for pages served by https only.
  const button = element("button", "quiet bare", texts.say("copy"));
  button.type = "button";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = texts.say("copied");
    setTimeout(() => (button.textContent = texts.say("copy")), 2000);
  });
  caption.append(button);
}
