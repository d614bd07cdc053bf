"""A guest who becomes a user, leaves, and comes back."""

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
