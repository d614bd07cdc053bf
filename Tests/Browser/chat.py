"""The page as a test sees it: what is written and pressed, what is read, and what must not happen on the way."""

import re


class Chat:
    """`faults` are errors in the console, exceptions, and requests to elsewhere. Tests expect none."""

    def __init__(self, context, origin, shot):
        self.context, self.shot_path = context, shot
        self.origin, self.origins = origin, [origin]
        self.page = context.new_page()
        self.page.set_default_timeout(60_000)  # The machine may be busy.
        self.faults = []
        self.requests = []
        self.bytes = {}
        # While the network is cut or the bot is dead, a browser itself writes its complaints into the console.
        self.expects_network_errors = False
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.faults.append(f"exception: {error}"))
        self.page.on("request", self._on_request)

    def _on_console(self, message):
        if message.type not in ("error", "warning"):
            return
        if message.text.startswith("Failed to load resource") and self.expects_network_errors:
            return
        self.faults.append(f"console: {message.text} {message.location}")

    def _on_request(self, request):
        self.requests.append(request)
        if not request.url.startswith((*self.origins, "data:")):
            self.faults.append(f"request to elsewhere: {request.url}")

    # What is done

    def write(self, text):
        self.page.fill("#input", text)

    def send(self, text):
        self.write(text)
        self.page.click("#send")

    def ask(self, text):
        """Sends, and waits for the end of the answer."""
        count = self.page.locator(".assistant").count()
        self.send(text)
        self.page.locator(".assistant").nth(count).wait_for()
        self.wait_until_idle()
        return self.answer()

    def lets_half_a_minute_pass(self):
        self.page.evaluate("() => { const now = Date.now; Date.now = () => now() + 31_000; }")

    # What is seen

    def wait_until_open(self):
        self.page.locator(".message").first.wait_for()

    def wait_until_idle(self):
        self.page.locator("#send").wait_for(state="visible")
        self.page.wait_for_function("() => !document.querySelector('.assistant[aria-busy]')")

    def sees(self, text):
        """Until it is read in the conversation."""
        self.page.locator("#messages").get_by_text(text).wait_for()

    def wait_for_text(self, text):
        """Until the whole word is read on the page: of `word1`, no `word12` is one."""
        self.page.wait_for_function(
            "(text) => new RegExp(text + '(?!\\\\w)').test(document.getElementById('messages').innerText)",
            arg=re.escape(text))

    def answer(self):
        """The last answer, as it is read."""
        return self.page.locator(".assistant .content").last.inner_text().strip()

    def messages(self):
        return self.page.locator(".message .content").all_inner_texts()

    # What the server has

    def stored(self):
        """The history as the server tells it, in this visitor's name."""
        return self.page.evaluate("""async () => {
            const key = Object.keys(localStorage).find((name) => name.endsWith(":session"));
            const { token } = JSON.parse(localStorage.getItem(key));
            const response = await fetch("/chat/messages?limit=200", { headers: { Authorization: `Bearer ${token}` } });
            return (await response.json()).messages.map(({ role, content }) => [role, content]);
        }""")

    def token(self):
        return self.page.evaluate("""() => {
            const key = Object.keys(localStorage).find((name) => name.endsWith(":session"));
            return JSON.parse(localStorage.getItem(key)).token;
        }""")

    # How it looks

    def shot(self, name=""):
        path = self.shot_path
        self.page.screenshot(path=path.with_stem(path.stem + (f"-{name}" if name else "")), animations="disabled")
