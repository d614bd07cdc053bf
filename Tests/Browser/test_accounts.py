"""A guest who becomes a user, leaves, and comes back."""

from bot import Bot
from model_server import counted


def fill(page, **fields):
    for name, value in fields.items():
        page.fill(f"#sign [name={name}]", value)


def test_a_guest_signs_up_and_finds_the_conversation_again(visit):
    chat = visit()
    page = chat.page
    chat.ask("count 7")
    page.click("#account")
    page.click("#other")
    fill(page, name="Ada", email="ada@example.com", password="correct horse battery")
    page.click("#sign .main")
    page.locator("dialog").wait_for(state="hidden")
    page.locator("#account", has_text="ada@example.com").wait_for()
    chat.wait_for_text("word7")
    chat.shot("signed-up")

    other = visit()
    other.page.click("#account")
    fill(other.page, email="ada@example.com", password="a wrong password")
    other.expects_network_errors = True
    other.page.click("#sign .main")
    other.page.get_by_text("The e-mail or the password is wrong.").wait_for()
    other.shot("wrong-password")
    fill(other.page, password="correct horse battery")
    other.page.click("#sign .main")
    other.wait_for_text("word7")
    assert other.ask("count 2") == counted(2)

    other.page.click("#account")
    other.shot("account")
    other.page.click("#sign .main")
    other.page.locator("#account", has_text="Sign in").wait_for()
    other.page.wait_for_function("() => document.querySelectorAll('.message').length === 1")


def test_an_email_that_is_taken_is_said_to_be(visit):
    fields = {"email": "eve@example.com", "password": "correct horse battery"}
    first, second = visit(), visit()
    for chat in (first, second):
        chat.page.click("#account")
        chat.page.click("#other")
        fill(chat.page, **fields)
        chat.expects_network_errors = chat is second
        chat.page.click("#sign .main")
    first.page.locator("#account", has_text="eve@example.com").wait_for()
    second.page.get_by_text("There is an account with this e-mail").wait_for()


def spoil_token(page):
    """As if its time had come."""
    page.evaluate("""() => {
        const key = Object.keys(localStorage).find((name) => name.endsWith(":session"));
        localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage.getItem(key)), token: "a.b.c" }));
    }""")


def test_a_users_token_that_has_ended_is_renewed_without_a_word(visit):
    chat = visit()
    chat.ask("count 4")
    chat.page.click("#account")
    chat.page.click("#other")
    fill(chat.page, email="bea@example.com", password="correct horse battery")
    chat.page.click("#sign .main")
    chat.page.locator("#account", has_text="bea@example.com").wait_for()
    chat.expects_network_errors = True  # The browser writes each 401 into the console.
    spoil_token(chat.page)
    assert chat.ask("count 5") == counted(5)
    assert chat.messages()[1:] == ["count 4", counted(4), "count 5", counted(5)]


def test_a_guest_whose_token_has_ended_begins_anew(visit):
    chat = visit()
    chat.ask("count 4")
    chat.expects_network_errors = True
    spoil_token(chat.page)
    chat.send("count 5")
    chat.sees("This visit has ended.")
    chat.shot()
    chat.page.get_by_role("button", name="Start a new conversation").click()
    chat.page.wait_for_function("() => document.querySelectorAll('.message').length === 1")
    assert chat.ask("count 6") == counted(6)


def test_a_page_whose_own_token_has_ended_gets_another_one(visit):
    chat = visit(path=None)
    chat.expects_network_errors = True

    def spoil(route):
        response = route.fetch()
        route.fulfill(response=response, body=response.text().replace('name="page-token" content="', 'name="page-token" content="x'))

    chat.page.route("**/chat/", spoil)
    chat.page.goto(chat.origin + "/chat/")
    chat.wait_until_open()
    assert any(request.url.endswith("/page-token") for request in chat.requests)
    assert chat.ask("count 2") == counted(2)


def test_without_accounts_there_is_no_button_for_them(tmp_path, model, chromium):
    bot = Bot(tmp_path, model.url, settings="    accounts: false\n").start()
    page = chromium.new_page()
    try:
        page.goto(f"http://127.0.0.1:{bot.port}/chat/")
        page.locator(".message").wait_for()
        assert page.locator("#account").is_hidden()
    finally:
        page.close()
        bot.stop()
