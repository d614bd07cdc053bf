"""Pages of other sites, and the examples that docs/ has for them, as they stand there."""

import json
import pathlib
import re
import urllib.request

import pytest
from bot import API_KEY, Bot
from model_server import counted

DOCS = pathlib.Path(__file__).resolve().parents[2] / "docs"


def session(origin):
    """What a site's own server does for its page."""
    request = urllib.request.Request(f"{origin}/chat/initial", headers={"X-API-KEY": API_KEY})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def example(page, beginning):
    """The block of code that has this in it."""
    blocks = re.findall(r"```\w+\n(.*?)```", (DOCS / page).read_text(), re.S)
    return next(block for block in blocks if beginning in block)


@pytest.fixture
def bot(tmp_path, model, site):
    """One whose interface the site may use, and which has no widget."""
    bot = Bot(tmp_path, model.url, settings=f"    cors: {{ origins: [\"{site.origin}\"] }}\n")
    yield bot.start()
    model.release()
    bot.stop()


def test_a_page_of_another_site_imports_the_client_and_has_a_conversation(visit, site, network):
    code = example("page.md", "new ChatClient(")
    # The example is for a page of the same server.
    code = code.replace('"/chat/chat.js"', f'"{network.origin}/chat/chat.js"').replace(
        'url: "/chat"', f'url: "{network.origin}/chat"')
    assert code.count(network.origin) == 2
    site.html = f"<!doctype html><html lang=en><head><title>An app</title></head><body>{code}</body></html>"
    site.answers["/my-own/session"] = lambda: session(network.origin)
    chat = visit(path=None)
    chat.origins.append(site.origin)
    chat.page.goto(site.origin)
    chat.page.locator("#answer", has_text="You said: Where do I find poetry?").wait_for()


def test_a_page_of_a_site_that_is_not_named_gets_neither_the_client_nor_an_answer(visit, site, network):
    site.html = "<!doctype html><html lang=en><head><title>A thief</title></head><body></body></html>"
    chat = visit(path=None)
    chat.origins.append(site.other_origin)
    chat.page.goto(site.other_origin)
    for attempt in (
        f"import('{network.origin}/chat/chat.js')",
        f"fetch('{network.origin}/chat/initial', {{ headers: {{ 'X-API-KEY': '{API_KEY}' }} }})",
        f"fetch('{network.origin}/chat/openapi.json')",
    ):
        assert chat.page.evaluate(f"() => {attempt}.then(() => 'let in', (error) => error.name)") == "TypeError"
    assert len(chat.faults) >= 3 and all("CORS" in fault or "Failed to load resource" in fault for fault in chat.faults)
    chat.faults.clear()
    site_may = visit(path=None)
    site_may.origins.append(site.origin)
    site_may.page.goto(site.origin)
    assert site_may.page.evaluate(f"() => import('{network.origin}/chat/chat.js').then((module) => typeof module.ChatClient)") \
        == "function"


def test_an_event_source_follows_a_turn_by_a_ticket_and_goes_on_by_another(visit, model):
    code = example("clients.md", "new EventSource(")
    chat = visit()
    model.hold_at(4)
    chat.send("count 12")
    chat.wait_for_text("word4")
    model.hold_at(6)
    chat.wait_for_text("word6")
    # What the example takes for granted: where, which turn, by whose token, and what has come.
    chat.page.evaluate("""(token) => {
        const key = Object.keys(localStorage).find((name) => name.includes(":turn:"));
        const { turn_id } = JSON.parse(localStorage.getItem(key));
        const show = (text) => (window.shown += text);
        const headers = { Authorization: `Bearer ${token}` };
        Object.assign(window, { url: "/chat", turn: turn_id, headers, last: undefined, shown: "", show });
    }""", chat.token())
    follow = "async () => { " + code + " window.source = source; }"
    chat.page.evaluate(follow)
    chat.page.wait_for_function("() => window.shown.endsWith('word6')")
    # The connection breaks; the next one goes on behind what has come.
    chat.page.evaluate("() => window.source.close()")
    chat.page.evaluate(follow)
    model.release()
    chat.page.wait_for_function("() => window.shown.endsWith('word12')")
    assert chat.page.evaluate("window.shown") == counted(12)
    used = chat.page.evaluate("window.source.url")
    chat.expects_network_errors = True
    assert chat.page.evaluate("(used) => fetch(used).then((answer) => answer.status)", used) == 401
