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
const messages = new MessageList($("messages"), texts, {
  announce: (text) => ($("announcer").textContent = text),
  follow,
  startOver() {
    chat.startOver();
    open();
  },
});
// The dialog is loaded when it is wanted: most visitors stay guests.
const label = () => ($("account").textContent = chat.session?.email ?? texts.say("signIn"));
$("account").addEventListener("click", async () => (await import("./account.js")).showAccount(chat, texts, open));

/** Shows the conversation from its end, as it is now. */
let opened = 0;
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

/** Who answers, where it is not the bot. */
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

async function showEarlier() {
  if ($("earlier").disabled) return;
  $("earlier").disabled = true;
  try {
    const page = await chat.history({ before: messages.ids.find((id) => id !== "0") });
    const fromEnd = log.scrollHeight - log.scrollTop;
    messages.prepend(page.messages);
    $("earlier").hidden = !page.more;
    log.scrollTop = log.scrollHeight - fromEnd;
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
  if (chat.turns.some((turn) => !turn.over)) return;
  const page = await chat.history({ limit: 1 }).catch(() => undefined);
  const newest = page?.messages.at(-1);
  // One's own question is there already.
  if (!newest || newest.id === messages.ids.at(-1) || (chat.session.paused && newest.role === "user")) return;
  await open();
  if (newest.role !== "assistant") return;
  $("announcer").textContent = newest.content;
  frame.news();
});
window.addEventListener("offline", () => notify(texts.say("offline")));
window.addEventListener("online", say);

label();
await open();
refresh();
if (!isInside && !matchMedia("(pointer: coarse)").matches) $("input").focus();
