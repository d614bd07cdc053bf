const LOOKS = ["accent", "page", "raised", "text", "muted", "line", "font", "radius"];

/**
 * The chat in a widget's frame on somebody's page: what the two say to each other. The page says how it is to look, and that
 * it has been opened; the chat says that it wants to be closed, and that there is news. Nothing of a conversation goes to
 * the page.
 *
 * @param {URLSearchParams} options
 * @param {() => void} onOpen
 */
export function enterFrame(options, onOpen) {
  const root = document.documentElement;
  for (const name of LOOKS) {
    // A property that is set by the DOM cannot end its declaration: no value brings rules of its own.
    if (options.has(name)) root.style.setProperty(`--${name}`, options.get(name));
  }
  if (["light", "dark"].includes(options.get("scheme"))) root.dataset.scheme = options.get("scheme");
  if (options.has("title")) document.title = document.querySelector("h1").textContent = options.get("title");
  if (options.has("accent")) {
    const paint = () => setAccent(root, options.get("accent"));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
    paint();
  }

  let isOpen = false;
  const tell = (word) => parent.postMessage({ chat: word }, "*"); // No secret to anybody.
  window.addEventListener("message", ({ source, data }) => {
    if (source !== parent) return;
    if (data?.chat === "opened") onOpen();
    if (data?.chat) isOpen = data.chat === "opened";
  });
  const close = () => {
    tell("close");
    return true;
  };
  document.getElementById("close").addEventListener("click", close);
  tell("ready");
  return { close, news: () => isOpen || tell("news") };
}

/** A site's colour, lighter or darker where it would not be read on the background (4.5 to 1, as WCAG asks of text). */
function setAccent(root, wanted) {
  const background = luminance(pixel(getComputedStyle(document.body).backgroundColor));
  const end = background < 0.18 ? 255 : 0;
  let color = pixel(wanted);
  for (let step = 0; step < 20 && contrast(luminance(color), background) < 4.5; step += 1) {
    color = color.map((value) => value + (end - value) / 8);
  }
  root.style.setProperty("--accent", `rgb(${color})`);
  root.style.setProperty("--on-accent", luminance(color) > 0.18 ? "#000" : "#fff");
}

/** Any CSS colour as red, green and blue. */
function pixel(color) {
  const context = document.createElement("canvas").getContext("2d");
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
}

function luminance(color) {
  const [red, green, blue] = color.map((value) => (value <= 10 ? value / 3294 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const contrast = (one, other) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
