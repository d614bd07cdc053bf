"""How it looks on each kind of screen, and whether everybody can use it."""

import pytest
from axe_playwright_python.sync_playwright import Axe

SCREENS = {"phone": (390, 844), "tablet": (768, 1024), "desktop": (1440, 900)}


def serious(chat):
    """What axe, which is not ours, finds wrong for people with disabilities."""
    faults = list(chat.faults)
    found = Axe().run(chat.page).response["violations"]
    chat.faults[:] = faults  # It talks to frames of other origins, which the console does not like.
    return [(fault["id"], fault["impact"], [node["html"][:200] for node in fault["nodes"]])
            for fault in found if fault["impact"] in ("serious", "critical")]


def edges(page, selector):
    """The first and last pixel of an element's inside."""
    return page.locator(selector).last.evaluate("""node => {
        const box = node.getBoundingClientRect(), style = getComputedStyle(node);
        return [box.left + parseFloat(style.paddingLeft), box.right - parseFloat(style.paddingRight)].map(Math.round);
    }""")


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_looks(visit, screen, scheme, direction):
    width, height = SCREENS[screen]
    mobile = {"has_touch": True, "is_mobile": True} if screen == "phone" else {}
    chat = visit(width, height, color_scheme=scheme, locale="ar" if direction == "rtl" else "en-US", **mobile)
    page = chat.page
    chat.ask("markdown")
    chat.ask("arabic")
    chat.shot("end")
    assert page.locator("html").get_attribute("dir") == direction
    assert page.locator(".assistant .content").last.evaluate("node => getComputedStyle(node).direction") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out at a side"
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), "nor at the bottom"
    columns = {selector: edges(page, f"{selector} > .column") for selector in ("header", "main", "footer")}
    assert len(set(map(tuple, columns.values()))) == 1, columns
    assert serious(chat) == []
    page.locator("#log").evaluate("log => { log.scrollTop = 0 }")
    chat.shot("start")
    page.click("#account")
    page.locator("dialog").wait_for()
    assert serious(chat) == []
    chat.shot("account")
    small = page.locator("button:visible, a:visible").evaluate_all(
        "nodes => nodes.filter((node) => node.offsetHeight < 24 && node.nodeName === 'BUTTON').map((node) => node.outerHTML)")
    assert small == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_what_is_too_wide_is_broken_or_scrolls_by_itself(visit, screen, scheme):
    width, height = SCREENS[screen]
    chat = visit(width, height, color_scheme=scheme)
    chat.send("x" * 300)
    chat.wait_until_idle()
    chat.ask("wide")
    page = chat.page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out at a side"
    log = page.locator("#log").evaluate("log => [log.scrollWidth, log.clientWidth]")
    assert log[0] <= log[1], "and the conversation goes up and down only"
    column = edges(page, "main > .column")
    sticking_out = page.locator(".message :is(p, li, pre, .table, h3, .content)").evaluate_all(
        """(nodes, [left, right]) => nodes.filter((node) => {
            const box = node.getBoundingClientRect();
            return box.width > 0 && (box.left < left - 1 || box.right > right + 1);
        }).map((node) => node.outerHTML.slice(0, 200))""", column)
    assert sticking_out == []
    for scrolled in (".table", "pre"):
        assert page.locator(scrolled).last.evaluate("node => getComputedStyle(node).overflowX") == "auto"
    assert serious(chat) == []
    page.locator(".assistant").last.evaluate("node => node.scrollIntoView()")
    chat.shot()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_said_of_a_failure_can_be_read_by_everybody(visit, model, scheme):
    model.failing = True
    chat = visit(390, 844, color_scheme=scheme, has_touch=True, is_mobile=True)
    chat.send("count 6")
    chat.sees("Your message is kept")
    assert serious(chat) == []
    chat.shot("failed")
    model.failing = False
    model.hold_at(0)
    chat.page.get_by_role("button", name="Try again").click()
    chat.sees("Thinking…")
    assert serious(chat) == []
    chat.shot("waiting")
    model.hold_at(3)
    chat.wait_for_text("word3")
    chat.page.click("#stop")
    chat.sees("Stopped")
    assert serious(chat) == []
    chat.shot("stopped")


LANGUAGES = {
    "en-GB": "Write a message…", "es-MX": "Escribe un mensaje…", "pt-BR": "Escreva uma mensagem…",
    "de-AT": "Nachricht schreiben…", "fr-CA": "Écrivez un message…", "ar-EG": "اكتب رسالة…", "zh-CN": "输入消息…",
    "nl-NL": "Write a message…",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_the_browsers_language(visit, language):
    chat = visit(390, 844, locale=language)
    assert chat.page.get_attribute("#input", "placeholder") == LANGUAGES[language]
    chat.page.click("#account")
    chat.page.click("#other")
    chat.shot()
    cut = chat.page.locator("button:visible, h1, h2, label").evaluate_all(
        "nodes => nodes.filter((node) => node.scrollWidth > node.clientWidth + 1).map((node) => node.textContent)")
    assert cut == []
