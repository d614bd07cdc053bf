/**
 * Puts the chat on any page: a button, and a frame that it opens.
 *
 *     <script src="https://bot.example/chat/widget.js" data-title="Ask us" data-position="left" async></script>
 *
 * The page's own --chat-accent, --chat-page, … choose the colours (docs/page.md). It sets no cookie, reads nothing of the
 * page, works under a strict Content-Security-Policy, and takes the page's styles for neither the button nor the frame.
 */
(() => {
  const script = document.currentScript;
  const { title, position = "right", scheme = "auto", lang, open: opensAtOnce } = script.dataset;
  const embed = new URL("embed", script.src);
  const WORDS = {
    en: ["Open the chat", "Close the chat"], es: ["Abrir el chat", "Cerrar el chat"], pt: ["Abrir o chat", "Fechar o chat"],
    de: ["Chat öffnen", "Chat schließen"], fr: ["Ouvrir le chat", "Fermer le chat"], ar: ["افتح المحادثة", "أغلق المحادثة"],
    zh: ["打开聊天", "关闭聊天"],
  };
  const languages = [lang ?? "", ...navigator.languages].map((tag) => tag.toLowerCase().split("-")[0]);
  const [openText, closeText] = WORDS[languages.find((tag) => WORDS[tag]) ?? "en"];

  const style = new CSSStyleSheet(); // Unlike a style element, no policy forbids it.
  style.replaceSync(`
    :host { all: initial; position: fixed; z-index: 2147483000; inset-block-end: 0; ${position === "left" ? "left" : "right"}: 0; }
    button { position: fixed; bottom: max(20px, env(safe-area-inset-bottom)); ${position === "left" ? "left" : "right"}: 20px; width: 56px; height: 56px; padding: 0;
      border: 0; border-radius: 50%; background: var(--chat-accent, #2f5bd3); color: var(--chat-on-accent, #fff); cursor: pointer; box-shadow: 0 4px 16px rgb(0 0 0 / .22); }
    button:focus-visible { outline: 3px solid var(--chat-accent, #2f5bd3); outline-offset: 3px; }
    svg { display: block; width: 28px; height: 28px; margin: auto; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
    .news::after { content: ""; position: absolute; top: 2px; right: 2px; width: 12px; height: 12px; border: 2px solid #fff; border-radius: 50%; background: #c62828; }
    iframe { position: fixed; bottom: 92px; ${position === "left" ? "left" : "right"}: 20px; width: min(400px, 100vw - 40px); height: min(640px, 100dvh - 112px);
      border: 1px solid rgb(0 0 0 / .14); border-radius: 16px; background: Canvas; box-shadow: 0 8px 40px rgb(0 0 0 / .24); }
    [hidden] { display: none; }
    @media (max-width: 480px), (max-height: 480px) {
      iframe { inset: 0; width: 100%; height: 100dvh; border: 0; border-radius: 0; }
      [aria-expanded=true] { display: none; } /* The frame has a button of its own to close it. */
    }`);
  const host = document.createElement("channelkit-chat");
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [style];
  const button = document.createElement("button");
  button.type = "button";
  const [drawing, path] = ["svg", "path"].map((name) => document.createElementNS("http://www.w3.org/2000/svg", name));
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.ariaHidden = "true";
  drawing.append(path);
  button.append(drawing);
  root.append(button);
  let frame;
  let listens = false;

  /** Loaded when it is wanted, so that whoever does not chat pays nothing for it. */
  function makeFrame() {
    const options = new URLSearchParams();
    const look = getComputedStyle(host);
    for (const name of ["accent", "page", "raised", "text", "muted", "line", "font", "radius"]) {
      const value = look.getPropertyValue(`--chat-${name}`).trim();
      if (value) options.set(name, value);
    }
    if (scheme !== "auto") options.set("scheme", scheme);
    if (title) options.set("title", title);
    if (lang) options.set("lang", lang);
    frame = document.createElement("iframe");
    frame.src = `${embed}?${options}`;
    frame.title = title ?? "Chat";
    frame.hidden = true;
    frame.allow = "clipboard-write";
    root.prepend(frame);
  }

  const isOpen = () => Boolean(frame) && !frame.hidden;
  const tell = (word) => listens && frame.contentWindow.postMessage({ chat: word }, embed.origin);

  function show(open) {
    if (open && !frame) makeFrame();
    if (!frame) return;
    frame.hidden = !open;
    button.ariaExpanded = String(open);
    label();
    tell(open ? "opened" : "closed");
    if (open) {
      button.classList.remove("news");
      frame.focus();
    } else {
      button.focus();
    }
  }

  function label() {
    const bubble = "M5 4h14a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z";
    path.setAttribute("d", isOpen() ? "M6 9l6 6 6-6" : bubble);
    button.ariaLabel = button.title = isOpen() ? closeText : title ? `${openText}: ${title}` : openText;
  }

  button.ariaExpanded = "false";
  label();
  button.addEventListener("click", () => show(!isOpen()));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isOpen()) show(false);
  });
  window.addEventListener("message", ({ source, origin, data }) => {
    if (!frame || source !== frame.contentWindow || origin !== embed.origin) return;
    if (data?.chat === "close") show(false);
    if (data?.chat === "ready") {
      listens = true;
      if (isOpen()) tell("opened");
    }
    if (data?.chat === "news" && !isOpen()) button.classList.add("news");
  });

  const start = () => {
    document.body.append(host);
    if (opensAtOnce !== undefined) show(true);
  };
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
  /** For a page's own buttons: `ChannelKitChat.open()`. */
  window.ChannelKitChat = { open: () => show(true), close: () => show(false) };
})();
