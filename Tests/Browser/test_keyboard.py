"""Everything without a mouse, and for whoever listens."""

from model_server import counted


def focused(page):
    return page.evaluate("document.activeElement.id")


def test_a_conversation_with_the_keyboard_alone(visit, model):
    chat = visit()
    page = chat.page
    assert focused(page) == "input", "one can write at once"
    page.keyboard.type("count 3")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("and so on")
    assert page.input_value("#input") == "count 3\nand so on"
    page.keyboard.press("Control+A")
    page.keyboard.type("count 30")
    model.hold_at(6)
    page.keyboard.press("Enter")
    chat.wait_for_text("word6")
    assert focused(page) == "input"
    page.keyboard.press("Escape")
    chat.sees("Stopped")
    assert focused(page) == "input"
    model.release()
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.textContent") == "Try again"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "the focus is seen"
    chat.shot()
    page.keyboard.press("Enter")
    assert focused(page) == "input", "the button is gone"
    chat.wait_for_text("word30")
    chat.wait_until_idle()
    assert chat.answer() == counted(30)


def test_the_account_dialog_is_opened_used_and_left_with_the_keyboard(visit):
    chat = visit()
    page = chat.page
    page.locator("#account").focus()
    page.keyboard.press("Enter")
    page.locator("dialog").wait_for()
    assert page.evaluate("document.activeElement.name") == "email"
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || Boolean(document.activeElement.closest('dialog'))")
    page.keyboard.press("Escape")
    page.locator("dialog").wait_for(state="hidden")
    assert focused(page) == "account", "the focus is where it was"


def test_an_answer_is_announced_once_and_whole(visit, model):
    chat = visit()
    page = chat.page
    page.evaluate("""() => {
        window.said = [];
        const region = document.getElementById("announcer");
        new MutationObserver(() => window.said.push(region.textContent)).observe(region, { childList: true });
    }""")
    model.hold_at(5)
    chat.send("count 9")
    chat.wait_for_text("word5")
    assert page.locator(".assistant").last.get_attribute("aria-busy") == "true"
    model.release()
    page.wait_for_function("() => window.said.length === 2")
    said = page.evaluate("window.said")
    assert said[0] == "The assistant is answering."
    assert said[1].endswith(counted(9))
    assert page.locator("#announcer").get_attribute("role") == "status"
    assert page.locator(".assistant").last.get_attribute("aria-busy") is None


def test_a_character_that_is_being_composed_is_not_sent(visit):
    chat = visit()
    chat.write("ni")
    chat.page.evaluate("""() => document.getElementById("input").dispatchEvent(
        new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true }))""")
    assert chat.page.input_value("#input") == "ni"
