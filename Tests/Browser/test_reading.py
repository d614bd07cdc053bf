"""What is on the page, and what must never be."""

import json
import urllib.request

from model_server import HOSTILE


def test_html_and_scripts_of_a_model_are_text(visit):
    chat = visit()
    chat.send("hostile")
    chat.wait_until_idle()
    chat.shot()
    assert chat.page.evaluate("window.stolen") is None
    inside = chat.page.locator(".assistant .content").last
    assert inside.locator("script, img, svg, iframe, style, [onclick], [onerror], [onload], [style]").count() == 0
    addresses = inside.locator("a").evaluate_all("links => links.map((link) => new URL(link.href).protocol)")
    assert addresses and set(addresses) == {"https:"}
    assert all(rel == "noopener noreferrer" for rel in inside.locator("a").evaluate_all("links => links.map((a) => a.rel)"))
    assert "<script>window.stolen = document.cookie</script>" in inside.inner_text()
    chat.page.reload()
    chat.wait_for_text("window.stolen")
    assert chat.page.evaluate("window.stolen") is None, "nor out of the history"
    assert chat.stored()[-1] == ["assistant", HOSTILE]


def test_html_of_a_user_is_text_too(visit):
    chat = visit()
    chat.send("<img src=x onerror='window.stolen = 1'>")
    chat.wait_until_idle()
    assert chat.messages()[1] == "<img src=x onerror='window.stolen = 1'>"
    assert chat.page.evaluate("window.stolen") is None


def test_two_hundred_messages_are_read_backwards_page_by_page(visit, network):
    chat = visit()
    token = chat.token()
    for index in range(100):
        request = urllib.request.Request(
            f"{network.origin}/chat", data=json.dumps({"content": f"question {index}"}).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {token}"})
        urllib.request.urlopen(request).read()
    chat.page.reload()
    chat.wait_for_text("You said: question 99")
    assert chat.page.locator(".message").count() == 50
    chat.page.locator("#messages > :last-child").wait_for(state="visible")
    chat.shot("end")
    for seen in (100, 150, 200, 201):
        chat.page.locator("#log").evaluate("log => { log.scrollTop = 0 }")
        chat.page.wait_for_function(f"() => document.querySelectorAll('.message').length >= {seen}")
    chat.page.locator("#earlier").wait_for(state="hidden")
    texts = chat.messages()
    assert len(texts) == 201
    assert texts[1:] == [text for index in range(100) for text in (f"question {index}", f"You said: question {index}")]
    chat.page.get_by_role("button", name="Newest messages").click()
    chat.page.get_by_text("You said: question 99").wait_for()
    assert chat.page.locator("#log").evaluate("log => log.scrollHeight - log.scrollTop - log.clientHeight") < 2


def test_whoever_reads_above_is_left_there_while_the_answer_grows(visit, model):
    chat = visit(height=500)
    chat.ask("count 600")
    model.hold_at(5)
    chat.send("count 300")
    chat.wait_for_text("word5")
    log = chat.page.locator("#log")
    log.evaluate("log => { log.scrollTop = 40 }")
    chat.page.locator("#latest").wait_for(state="visible")
    model.release()
    chat.wait_until_idle()
    assert log.evaluate("log => log.scrollTop") == 40
    chat.shot()


def test_a_visit_is_light(visit):
    """A page of under 60 KB in all, none of it from elsewhere, in the language that takes the most."""
    sizes = {}
    chat = visit(path=None, locale="ar")
    chat.page.on("response", lambda response: sizes.setdefault(response.url, response))
    chat.page.goto(chat.origin + "/chat/")
    chat.wait_until_open()
    kinds = (".js", ".css", ".svg", "/chat/")
    files = {url: len(response.body()) for url, response in sizes.items() if url.endswith(kinds)}
    assert len(files) > 5
    assert sum(files.values()) < 60_000, files


def test_the_page_is_served_under_a_strict_policy(visit):
    chat = visit()
    response = chat.page.request.get(chat.origin + "/chat/")
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    chat.page.evaluate("""() => { const script = document.createElement("script");
        script.textContent = "window.stolen = 8"; document.body.append(script); }""")
    assert chat.page.evaluate("window.stolen") is None, "inline scripts do not run"
    chat.faults.clear()  # The browser has complained of that script.
