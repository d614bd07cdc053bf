/** The languages that the page speaks: text-….js, of which a visit loads one. */
const LANGUAGES = ["en", "es", "pt", "de", "fr", "ar", "zh"];

/** `wanted` are tags, the best first. */
export function chooseLanguage(wanted) {
  return wanted.map((tag) => tag.toLowerCase().split("-")[0]).find((tag) => LANGUAGES.includes(tag)) ?? "en";
}

/** The page's words in one language, and what a visitor can do about a failure. */
export class Texts {
  #words;

  static async in(language) {
    return new Texts(language, (await import(`./text-${language}.js`)).default);
  }

  constructor(language, words) {
    this.#words = words;
    this.language = language;
    this.direction = language === "ar" ? "rtl" : "ltr";
    const seconds = { style: "unit", unit: "second", unitDisplay: "narrow", minimumFractionDigits: 1, maximumFractionDigits: 1 };
    this.seconds = new Intl.NumberFormat(language, seconds);
    this.days = new Intl.DateTimeFormat(language, { dateStyle: "long" });
    this.times = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  }

  /** `{…}` in a text is filled in. */
  say(key, values = {}) {
    return this.#words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  /** Writes the words into the elements that ask for them. */
  fill(root) {
    for (const node of root.querySelectorAll("[data-text]")) node.textContent = this.say(node.dataset.text);
    for (const node of root.querySelectorAll("[data-label]")) {
      node.ariaLabel = node.placeholder = this.say(node.dataset.label);
      if (node.nodeName === "BUTTON") node.title = node.ariaLabel;
    }
  }

  advice({ code = "", retryAfter }) {
    if (retryAfter) return this.say("busy", { n: retryAfter });
    return this.say(ADVICE[code] ?? (code.startsWith("model_") ? "model" : "failed"));
  }
}

const ADVICE = {
  answer_broke_off: "model", conversation_not_found: "ended", content_filtered: "refused", content_too_large: "tooLong",
  context_too_long: "tooLong", email_taken: "taken", expired_token: "ended",
  invalid_field: "badField", invalid_token: "ended", model_refused: "refused", opted_out: "optedOut",
  payload_too_large: "tooLong", reply_incomplete: "model", user_not_found: "ended", weak_password: "badField",
  wrong_credentials: "badLogin",
};
