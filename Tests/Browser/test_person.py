"""A person who speaks in the bot's place."""

from model_server import counted
from test_looks import serious


def conversation(chat):
    return chat.page.evaluate("""() => {
        const key = Object.keys(localStorage).find((name) => name.endsWith(":session"));
        return JSON.parse(localStorage.getItem(key)).conversation_id;
    }""")


def test_a_visitor_is_told_of_a_person_and_reads_what_they_say(visit, model, bot):
    chat = visit()
    page = chat.page
    chat.ask("count 2")
    number = conversation(chat)
    bot.operate("conversations", "pause", number)
    chat.send("Is anybody there?")
    page.locator("#notice", has_text="A person has taken over").wait_for()
    chat.wait_until_idle()
    assert len(model.calls) == 1, "the model is not asked"
    assert conversation(chat) == number
    chat.shot("paused")
    bot.operate("conversations", "say", number, "Ada here. I am looking into it.")
    chat.sees("Ada here. I am looking into it.")
    page.wait_for_function("() => document.getElementById('announcer').textContent.startsWith('Ada here')")
    assert chat.messages()[3:] == ["Is anybody there?", "Ada here. I am looking into it."]
    assert serious(chat) == []
    chat.shot("answered")
    page.reload()
    page.locator("#notice", has_text="A person has taken over").wait_for()
    bot.operate("conversations", "resume", number)
    assert chat.ask("count 3") == counted(3)
    page.locator("#notice").wait_for(state="hidden")
    assert chat.stored()[-2:] == [["user", "count 3"], ["assistant", counted(3)]]
