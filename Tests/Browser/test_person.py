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
    assert chat.messages()[3:] == ["Is anybody there?"], "it is said once, above the input"
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
    page.locator("#notice").wait_for(state="hidden")
    assert chat.ask("count 3") == counted(3)
    assert chat.stored()[-2:] == [["user", "count 3"], ["assistant", counted(3)]]


def test_what_a_person_said_before_the_visitor_writes_is_read_in_its_place(visit, model, bot):
    chat = visit()
    chat.ask("count 2")
    number = conversation(chat)
    bot.operate("conversations", "pause", number)
    bot.operate("conversations", "say", number, "Ada here.")
    chat.send("Hello?")
    chat.sees("Ada here.")
    bot.operate("conversations", "say", number, "Hello.")
    chat.send("Hello?")
    chat.page.locator("#messages").get_by_text("Hello.", exact=True).wait_for()
    chat.wait_until_idle()
    assert chat.messages()[3:] == ["Ada here.", "Hello?", "Hello.", "Hello?"], "in order, and nothing twice"
    assert [text for _, text in chat.stored()[3:]] == ["Ada here.", "Hello?", "Hello.", "Hello?"]


def test_what_a_person_says_while_the_bot_goes_on_is_read(visit, model, bot):
    chat = visit()
    chat.ask("count 2")
    bot.operate("conversations", "say", conversation(chat), "Ada here.")
    assert chat.ask("count 3") == counted(3)
    chat.lets_half_a_minute_pass()
    chat.sees("Ada here.")
    chat.page.wait_for_function("() => document.getElementById('announcer').textContent === 'Ada here.'")
    assert chat.messages()[3:] == ["Ada here.", "count 3", counted(3)]


def test_a_visitor_who_only_reads_is_told_of_a_person_and_that_they_have_left(visit, model, bot):
    chat = visit()
    chat.ask("count 2")
    notice = chat.page.locator("#notice", has_text="A person has taken over")
    bot.operate("conversations", "pause", conversation(chat))
    chat.lets_half_a_minute_pass()
    notice.wait_for()
    bot.operate("conversations", "resume", conversation(chat))
    notice.wait_for(state="hidden")


def test_news_leaves_the_reader_where_they_read(visit, model, bot):
    chat = visit(height=500)
    chat.ask("count 600")
    chat.ask("count 2")
    log = chat.page.locator("#log")
    log.evaluate("log => { log.scrollTop = 40 }")
    chat.page.locator("#latest").wait_for(state="visible")
    bot.operate("conversations", "say", conversation(chat), "Ada here.")
    chat.lets_half_a_minute_pass()
    chat.page.locator("#messages").get_by_text("Ada here.").wait_for(state="attached")
    assert log.evaluate("log => log.scrollTop") == 40
    log.evaluate("log => { log.scrollTop = log.scrollHeight }")
    chat.page.locator("#latest").wait_for(state="hidden")
    bot.operate("conversations", "say", conversation(chat), "Anything else?")
    chat.lets_half_a_minute_pass()
    chat.sees("Anything else?")
    chat.page.wait_for_function("() => { const log = document.getElementById('log'); return log.scrollHeight - log.scrollTop - log.clientHeight < 2; }")
