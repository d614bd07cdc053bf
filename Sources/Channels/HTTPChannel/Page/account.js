/** The shortest password that the server takes. */
const SHORTEST_PASSWORD = 8;
const DIALOG = `
  <dialog id="dialog" aria-labelledby="dialog-title">
    <form id="sign" method="dialog">
      <h2 id="dialog-title"></h2>
      <p id="hint"></p>
      <label class="new"><span data-text="name"></span><input name="name" autocomplete="name" maxlength="255" dir="auto"></label>
      <label><span data-text="email"></span><input name="email" type="email" autocomplete="username" maxlength="255" required dir="ltr"></label>
      <label><span></span><input name="password" type="password" autocomplete="current-password" maxlength="255" required dir="ltr"></label>
      <p id="fault" role="alert"></p>
      <button type="submit" class="main"></button>
      <button type="button" id="other" class="quiet"></button>
      <button type="button" id="dismiss" class="quiet bare" data-text="cancel"></button>
    </form>
  </dialog>`;
const $ = (id) => document.getElementById(id);
let account;

/** Shows the dialog in which a guest becomes a user, a user comes back, and leaves. `onChange` is called after each. */
export async function showAccount(chat, texts, onChange) {
  account ??= build().then(() => new Account(chat, texts, onChange));
  (await account).show(false);
}

async function build() {
  document.body.append(new DOMParser().parseFromString(DIALOG, "text/html").querySelector("dialog"));
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: "account.css" });
  document.head.append(link);
  await new Promise((resolve) => (link.onload = link.onerror = resolve));
}

class Account {
  #chat;
  #texts;
  #onChange;
  #isNew = false;

  constructor(chat, texts, onChange) {
    this.#chat = chat;
    this.#texts = texts;
    this.#onChange = onChange;
    texts.fill($("dialog"));
    $("other").addEventListener("click", () => this.show(!this.#isNew));
    $("dismiss").addEventListener("click", () => $("dialog").close());
    $("sign").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
  }

  show(isNew) {
    const say = (key, values) => this.#texts.say(key, values);
    const email = this.#chat.session?.email;
    this.#isNew = isNew;
    $("fault").textContent = "";
    $("dialog-title").textContent = email ? say("account") : say(isNew ? "signUp" : "signIn");
    $("hint").textContent = email ? say("welcome", { email }) : say("guest");
    for (const label of $("sign").querySelectorAll("label")) {
      label.hidden = Boolean(email) || (label.className === "new" && !isNew);
      label.querySelector("input").disabled = label.hidden;
    }
    const { password } = $("sign").elements;
    password.autocomplete = isNew ? "new-password" : "current-password";
    password.minLength = isNew ? SHORTEST_PASSWORD : 1;
    password.previousElementSibling.textContent = isNew ? say("newPassword", { n: SHORTEST_PASSWORD }) : say("password");
    $("sign").querySelector(".main").textContent = email ? say("signOut") : say(isNew ? "signUp" : "signIn");
    $("other").hidden = Boolean(email);
    $("other").textContent = say(isNew ? "signIn" : "signUp");
    if (!$("dialog").open) $("dialog").showModal();
    $("sign").querySelector("input:enabled")?.focus();
  }

  async #submit() {
    const button = $("sign").querySelector(".main");
    const fields = Object.fromEntries(new FormData($("sign")));
    button.disabled = true;
    try {
      if (this.#chat.session?.email) await this.#chat.signOut();
      else await (this.#isNew ? this.#chat.signUp(fields) : this.#chat.signIn(fields));
      $("sign").reset();
      $("dialog").close();
      this.#onChange();
    } catch (error) {
      $("fault").textContent = error.code ? this.#texts.advice(error) : this.#texts.say("lost");
    }
    button.disabled = false;
  }
}
