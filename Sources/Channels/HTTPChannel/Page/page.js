import { ChatClient } from "./chat.js";
import { MessageList } from "./messages.js";
import { chooseLanguage, Texts } from "./texts.js";

const $ = (id) => document.getElementById(id);

const options = new URLSearchParams(location.search);
const texts = await Texts.in(chooseLanguage([options.get("lang") ?? "", ...navigator.languages]));
document.documentElement.lang = texts.language;
document.documentElement.dir = texts.direction;
texts.fill(document);

const chat = new ChatClient({
  url: new URL(".", location.href).pathname,
  pageToken: document.querySelector("meta[name=page-token]").content,
});
let frame = { close: () => false, news() {} };
const isInside = document.documentElement.className === "embed";
if (isInside) frame = (await import("./embed.js")).enterFrame(options, () => $("input").focus());
const announce = (text) => ($("announcer").textContent = text);
const messages = new MessageList($("messages"), texts, {
  announce,
  follow(turn) {
    follow(turn);
    $("input").focus(); // The button is gone.
  },
  startOver() {
    chat.startOver();
    open();
    $("input").focus();
  },
});
// The dialog is loaded when it is wanted: most visitors stay guests.
const label = () => ($("account").textContent = chat.session?.email ?? texts.say("signIn"));
$("account").addEventListener("click", async () => (await import("./account.js")).showAccount(chat, texts, open));

let opened = 0;
/** Shows the conversation from its end, as it is now. */
async function open() {
  const mine = (opened += 1);
  let page;
  for (let delay = 500; !page; delay = Math.min(delay * 2, 10_000)) {
    try {
      page = await chat.open();
    } catch (error) {
      if ((error.status === 401 || error.status === 404) && chat.session) {
        chat.startOver(); // The visit that this browser remembers is over.
        continue;
      }
      notify(error.code ? texts.advice(error) : texts.say(navigator.onLine ? "lost" : "offline"));
      await new Promise((resolve) => setTimeout(resolve, error.retryAfter * 1000 || delay));
    }
  }
  if (mine !== opened) return; // It was opened again meanwhile.
  say();
  label();
  messages.clear();
  messages.prepend(page.messages);
  $("earlier").hidden = !page.more;
  for (const turn of page.turns) follow(turn);
  toEnd();
}

async function follow(turn) {
  const shown = messages.show(turn);
  refresh();
  for await (const _ of turn) refresh();
  await shown;
  say();
  frame.news();
}

function refresh() {
  const running = chat.turns.filter((turn) => !turn.over);
  $("stop").hidden = running.length === 0;
  $("stop").disabled = running.every((turn) => turn.stopping);
  $("send").hidden = running.length > 0;
  $("send").disabled = $("input").value.trim() === "";
}

function notify(text = "") {
  $("notice").textContent = text;
  $("notice").hidden = text === "";
}

function say() {
  notify(chat.session?.paused ? texts.say("person") : "");
}

/* Writing */

function submit() {
  const content = $("input").value.trim();
  if (content === "" || $("send").hidden || !chat.session) return;
  $("input").value = "";
  fit();
  follow(chat.send(content));
  toEnd();
}

/** As high as what is written; the style sets a limit. */
function fit() {
  $("input").style.height = "auto";
  $("input").style.height = `${$("input").scrollHeight}px`;
}

$("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
  $("input").focus();
});
$("input").addEventListener("input", () => {
  fit();
  refresh();
});
$("input").addEventListener("keydown", (event) => {
  // An input method's Enter chooses a character, and a phone's breaks the line.
  const isComposing = event.isComposing || event.keyCode === 229; // Safari's
  if (event.key !== "Enter" || event.shiftKey || isComposing || matchMedia("(pointer: coarse)").matches) return;
  event.preventDefault();
  submit();
});
$("stop").addEventListener("click", stop);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || $("dialog")?.open) return;
  if (!frame.close()) stop();
});

function stop() {
  for (const turn of chat.turns) turn.stop();
  refresh();
  $("input").focus();
}

/* Reading */

/** Whether the reader is at the end, and stays there while it grows. */
let follows = true;
const log = $("log");
log.addEventListener("scroll", () => {
  follows = log.scrollHeight - log.scrollTop - log.clientHeight < 48;
  $("latest").hidden = follows;
  if (log.scrollTop < 100 && !$("earlier").hidden) showEarlier();
}, { passive: true });
const resizing = new ResizeObserver(() => follows && toEnd());
for (const node of [log, $("messages")]) resizing.observe(node);

function toEnd() {
  follows = true;
  log.scrollTop = log.scrollHeight;
}
$("latest").addEventListener("click", () => {
  toEnd();
  $("input").focus();
});

/** What is being read stays where it is. */
function hold(change) {
  const top = (item) => item.getBoundingClientRect().bottom - log.getBoundingClientRect().top;
  const read = [...$("messages").querySelectorAll(".message")].find((item) => top(item) > 0);
  const before = read && top(read);
  change();
  if (read) log.scrollTop += top(read) - before;
}

async function showEarlier() {
  if ($("earlier").disabled) return;
  $("earlier").disabled = true;
  try {
    const page = await chat.history({ before: messages.ids.find((id) => id !== "0") });
    hold(() => {
      messages.prepend(page.messages);
      $("earlier").hidden = !page.more;
    });
  } catch {
    // The button stays, for another try.
  }
  $("earlier").disabled = false;
}
$("earlier").addEventListener("click", showEarlier);

/* What happens elsewhere */

chat.addEventListener("turn", ({ detail }) => follow(detail));
chat.addEventListener("session", open);
chat.addEventListener("return", async () => {
  const isBusy = () => chat.turns.some((turn) => !turn.over);
  if (isBusy()) return;
  const mine = opened;
  const conversation = chat.session?.conversation_id;
  const page = await chat.history({ limit: 20 }).catch(() => undefined);
  if (!page || isBusy() || mine !== opened) return;
  say();
  const isKnown = !page.more || page.messages.some(({ id }) => messages.ids.includes(id));
  let news;
  if (isKnown && conversation === chat.session.conversation_id) {
    hold(() => (news = messages.insert(page.messages)));
  } else {
    await open(); // There would be a gap.
    news = page.messages.slice(-1);
  }
  news = news.filter(({ role }) => role === "assistant");
  if (news.length === 0) return;
  announce(news.map(({ content }) => content).join("\n"));
  frame.news();
});
window.addEventListener("offline", () => notify(texts.say("offline")));
window.addEventListener("online", say);

label();
await open();
refresh();
if (!isInside && !matchMedia("(pointer: coarse)").matches) $("input").focus();
