"""The chat on somebody's site."""

from model_server import counted
from test_looks import serious


def open_site(visit, site, network, **options):
    chat = visit(path=None, **options)
    chat.origins.append(site.origin)
    chat.page.goto(site.origin)
    chat.page.locator("channelkit-chat button").wait_for()
    return chat


def test_one_script_tag_puts_the_chat_on_a_site(visit, site, network):
    site.embed(network.origin, "data-title='Ask the library'", ":root { --chat-accent: #0b6e4f }")
    chat = open_site(visit, site, network)
    page = chat.page
    button = page.locator("channelkit-chat button")
    assert not any("/embed" in request.url for request in chat.requests), "nothing is loaded before it is wanted"
    assert button.evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(11, 110, 79)"
    chat.shot("closed")
    assert serious(chat) == []

    # With the keyboard: the link, the button, the chat in it, and back.
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    inside = page.frame_locator("channelkit-chat iframe")
    inside.locator("#messages").get_by_text("Hello! How can I help you today?").wait_for()
    assert inside.locator("h1").inner_text() == "Ask the library"
    inside.locator("#input:focus").wait_for()
    page.keyboard.type("count 9")
    page.keyboard.press("Enter")
    inside.locator("#messages").get_by_text(counted(9)).wait_for()
    inside.locator("#send").wait_for()
    chat.shot("open")
    assert serious(chat) == []
    page.keyboard.press("Escape")
    page.locator("channelkit-chat iframe").wait_for(state="hidden")
    assert page.evaluate("document.querySelector('channelkit-chat').shadowRoot.activeElement?.nodeName") == "BUTTON"
    assert button.get_attribute("aria-expanded") == "false"

    button.click()
    inside.locator("#messages").get_by_text(counted(9)).wait_for()
    inside.locator("#close").click()
    page.locator("channelkit-chat iframe").wait_for(state="hidden")


def test_on_a_phone_it_takes_the_whole_screen(visit, site, network):
    site.embed(network.origin, "data-position='left' data-scheme='dark' data-lang='es'")
    chat = open_site(visit, site, network, width=390, height=844, has_touch=True, is_mobile=True)
    page = chat.page
    chat.shot("closed")
    page.locator("channelkit-chat button").click()
    frame = page.locator("channelkit-chat iframe")
    inside = page.frame_locator("channelkit-chat iframe")
    inside.locator(".message").wait_for()
    assert inside.locator("#input").get_attribute("placeholder") == "Escribe un mensaje…"
    assert frame.evaluate("node => [node.offsetWidth, node.offsetHeight]") == [390, 844]
    chat.shot("open")
    inside.locator("#close").click()
    frame.wait_for(state="hidden")


def test_an_answer_to_a_closed_chat_is_shown_on_the_button(visit, site, network, model):
    site.embed(network.origin)
    chat = open_site(visit, site, network)
    button = chat.page.locator("channelkit-chat button")
    button.click()
    inside = chat.page.frame_locator("channelkit-chat iframe")
    inside.locator(".message").wait_for()
    model.hold_at(2)
    inside.locator("#input").fill("count 4")
    inside.locator("#send").click()
    inside.locator("#messages").get_by_text("word2").wait_for()
    button.click()
    model.release()
    chat.page.locator("channelkit-chat button.news").wait_for()
    chat.shot()
    button.click()
    inside.locator("#messages").get_by_text(counted(4)).wait_for()
    chat.page.locator("channelkit-chat button:not(.news)").wait_for()


def test_a_site_that_is_not_allowed_shows_nothing(visit, site, network, bot):
    site.embed(network.origin)
    chat = open_site(visit, site, network)
    chat.origins.append(site.other_origin)
    chat.page.goto(site.other_origin)
    with chat.page.expect_event("console", lambda message: "frame-ancestors" in message.text):
        chat.page.locator("channelkit-chat button").click()
    assert chat.page.frames[-1] is not chat.page.main_frame
    assert chat.page.frames[-1].evaluate("document.querySelector('#input')") is None
    assert any("frame-ancestors" in fault for fault in chat.faults)
    chat.faults.clear()
