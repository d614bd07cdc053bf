"""One question and its answer, whatever happens on the way."""

from model_server import counted


def test_a_first_visit_gets_its_first_answer(visit):
    chat = visit()
    assert chat.messages() == ["Hello! How can I help you today?"]
    assert chat.ask("count 12") == counted(12)
    assert chat.messages() == ["Hello! How can I help you today?", "count 12", counted(12)]
    assert not any("x-api-key" in request.all_headers() for request in chat.requests)
    chat.shot()


def test_waiting_shows_how_long_it_takes_and_words_come_as_they_are_said(visit, model):
    model.hold_at(0)
    chat = visit()
    chat.send("count 20")
    model.wait_until(lambda model: model.calls)
    chat.sees("Thinking…")
    chat.page.locator(".time", has_text="s").wait_for()
    chat.shot("waiting")
    model.hold_at(7)
    chat.wait_for_text("word7")
    assert chat.answer() == counted(7)
    chat.shot("streaming")
    model.release()
    chat.wait_until_idle()
    assert chat.answer() == counted(20)


def test_a_reload_in_the_middle_goes_on_with_the_next_word(visit, model):
    model.hold_at(9)
    chat = visit()
    chat.send("count 30")
    chat.wait_for_text("word9")
    chat.page.reload()
    chat.wait_for_text("word9")
    assert chat.answer() == counted(9)
    model.release()
    chat.wait_until_idle()
    assert chat.answer() == counted(30)
    assert chat.messages()[1:] == ["count 30", counted(30)]
    resumed = [request for request in chat.requests if "/turns/" in request.url]
    assert resumed and resumed[0].all_headers().get("last-event-id"), "it begins after what was read"
    assert len(model.calls) == 1


def test_a_page_that_is_closed_is_read_to_the_end_in_another_one(visit, model):
    model.hold_at(5)
    chat = visit()
    chat.send("count 15")
    chat.wait_for_text("word5")
    chat.page.close()
    other = visit(context=chat.context)
    other.wait_for_text("word5")
    model.release()
    other.wait_until_idle()
    assert other.messages()[1:] == ["count 15", counted(15)]


def test_a_cut_network_loses_and_repeats_no_word(visit, model, network):
    model.hold_at(10)
    chat = visit()
    chat.send("count 40")
    chat.wait_for_text("word10")
    chat.expects_network_errors = True
    network.cut()
    model.hold_at(20)
    chat.sees("The connection is lost")
    chat.shot("cut")
    assert chat.answer() == counted(10)
    network.mend()
    chat.wait_for_text("word20")
    model.release()
    chat.wait_until_idle()
    assert chat.answer() == counted(40)
    assert len(model.calls) == 1


def test_a_question_that_is_asked_without_a_network_is_asked_once_it_is_back(visit, model, network):
    chat = visit()
    chat.expects_network_errors = True
    network.cut()
    chat.send("count 5")
    chat.sees("The connection is lost")
    network.mend()
    chat.wait_until_idle()
    assert chat.answer() == counted(5)
    assert chat.stored()[1:] == [["user", "count 5"], ["assistant", counted(5)]]


def test_a_connection_that_has_died_in_silence_is_made_anew(visit, model, network):
    chat = visit(path=None)
    chat.page.clock.install()
    chat.page.goto(network.origin + "/chat/")
    chat.wait_until_open()
    model.hold_at(6)
    chat.send("count 18")
    chat.wait_for_text("word6")
    network.deafen()
    model.release()
    # The machine has slept. The browser keeps several connections, and each has died.
    while chat.page.locator(".assistant[aria-busy]").count():
        chat.page.clock.fast_forward(40_000)
    assert chat.answer() == counted(18)


def test_two_tabs_show_the_same_turn_and_one_answer_each(visit, model):
    first = visit()
    second = visit(context=first.context)
    model.hold_at(4)
    first.send("count 14")
    second.wait_for_text("word4")
    second.shot("second")
    model.release()
    for chat in (first, second):
        chat.wait_until_idle()
        assert chat.messages()[1:] == ["count 14", counted(14)]
    assert second.ask("count 3") == counted(3)
    first.wait_for_text("word3")
    first.wait_until_idle()
    assert first.messages() == second.messages()
    assert len(first.stored()) == 5


def test_stop_ends_the_answer_here_and_at_the_model(visit, model):
    model.hold_at(8)
    chat = visit()
    chat.send("count 50")
    chat.wait_for_text("word8")
    chat.page.click("#stop")
    chat.sees("Stopped")
    chat.shot()
    model.wait_until(lambda model: model.closed == 1)
    assert chat.answer() == counted(8)
    chat.page.reload()
    chat.sees("Stopped")
    assert chat.answer() == counted(8), "what had come is still there"
    model.release()
    assert chat.ask("count 2") == counted(2)


def test_a_failure_says_what_to_do_and_trying_again_asks_once_more(visit, model):
    model.failing = True
    chat = visit()
    chat.send("count 6")
    chat.sees("Your message is kept")
    chat.shot()
    chat.page.reload()
    retry = chat.page.get_by_role("button", name="Try again")
    retry.wait_for()
    model.failing = False
    retry.click()
    chat.wait_for_text("word6")
    chat.wait_until_idle()
    assert chat.messages()[1:] == ["count 6", counted(6)]
    assert chat.stored()[1:] == [["user", "count 6"], ["assistant", counted(6)]]


def test_a_bot_that_is_killed_in_the_middle_answers_after_all_and_once(visit, model, bot):
    model.hold_at(11)
    chat = visit()
    chat.send("count 33")
    chat.wait_for_text("word11")
    chat.expects_network_errors = True
    bot.kill()
    chat.sees("The connection is lost")
    chat.shot("dead")
    model.hold_at(3)
    bot.start()
    model.wait_until(lambda model: len(model.calls) == 2, timeout=60)
    # What the dead process had written is withdrawn: another answer is on its way.
    chat.page.wait_for_function("() => !document.body.innerText.includes('word11')", timeout=60_000)
    model.release()
    chat.wait_for_text("word33")
    chat.wait_until_idle()
    assert chat.answer() == counted(33)
    assert chat.stored()[1:] == [["user", "count 33"], ["assistant", counted(33)]]
    chat.page.reload()
    chat.wait_for_text("word33")
    assert chat.messages()[1:] == ["count 33", counted(33)]


def test_a_replica_that_is_killed_in_the_middle_is_stood_in_for_by_the_other(replicas, visit, model, network):
    one, two = replicas
    model.hold_at(11)
    chat = visit()
    chat.send("count 33")
    chat.wait_for_text("word11")
    model.hold_at(3)
    chat.expects_network_errors = True
    # As a proxy does it: who is gone gets nothing any more.
    network.target = two.port
    one.kill()
    model.wait_until(lambda model: len(model.calls) >= 2, timeout=120)
    chat.page.wait_for_function("() => !document.body.innerText.includes('word11')", timeout=120_000)
    chat.wait_for_text("word3")
    assert chat.answer() == counted(3), "what the dead replica had written is withdrawn"
    chat.shot("reset")
    model.release()
    chat.wait_for_text("word33")
    chat.wait_until_idle()
    assert chat.answer() == counted(33)
    assert chat.stored()[1:] == [["user", "count 33"], ["assistant", counted(33)]]
    chat.page.reload()
    chat.wait_for_text("word33")
    assert chat.messages()[1:] == ["count 33", counted(33)]
