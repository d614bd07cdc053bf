"""Holds conversations with a real model through the bot and checks what can be known of them.

The model is small and asked at temperature 0, so it says the same each time. "And of Italy?" makes no sense to it
unless it was sent what was said before: that is how the history is seen to arrive.
"""

import argparse
import contextlib
import http.client
import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

QUESTIONS = ["What is the capital of France?", "And of Italy?", "And of Germany?"]
ANSWERS = ["Paris", "Rome", "Berlin"]
API_KEY = "integration-api-key"


def main():
    options = parse()
    tests = [rest, server_sent_events, stdio, dropped_turn]
    wait_until("the model server answers", lambda: get(options.llama + "/health")[0] == 200, seconds=60)
    failed = 0
    for number, test in enumerate(tests):
        folder = pathlib.Path(options.folder) / test.__name__
        folder.mkdir()
        started = time.monotonic()
        try:
            test(options, folder)
            print(f"ok   {test.__doc__.splitlines()[0]} ({time.monotonic() - started:.1f} s)")
        except Exception as error:  # one test's end is not the others'
            failed += 1
            print(f"FAIL {test.__doc__.splitlines()[0]}: {type(error).__name__}: {error}")
            for log in sorted(folder.glob("*.log")):
                print("\n".join("     | " + line for line in log.read_text().splitlines()[-20:]))
    sys.exit(1 if failed else 0)


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bot", required=True)
    parser.add_argument("--llama", required=True, help="the model server's address")
    parser.add_argument("--key", required=True, help="its API key")
    parser.add_argument("--folder", required=True, help="for configurations, databases and logs")
    options = parser.parse_args()
    options.bot = os.path.abspath(options.bot)
    return options


# The tests


def rest(options, folder):
    """Three turns over REST: the history reaches the model, the rows are in order, the usage is stored."""
    with running_bot(options, folder) as bot:
        opened = bot.open()
        replies = [bot.ask(opened["token"], question) for question in QUESTIONS]
        check_answers([reply["text"] for reply in replies])
        listed = bot.messages(opened["token"])
    check({reply["conversation_id"] for reply in replies} == {opened["conversation_id"]}, "one conversation", replies)
    expected = [("assistant", opened["text"])]
    for question, reply in zip(QUESTIONS, replies):
        expected += [("user", question), ("assistant", reply["text"])]
    check([(m["role"], m["content"]) for m in listed] == expected, "the messages in order over REST", listed)
    rows = query(folder, "SELECT role, content, prompt_tokens, completion_tokens, model FROM messages ORDER BY id")
    spoken = [row for row in rows if row[0] != "system"]
    check([(row[0], row[1]) for row in spoken] == expected, "the rows in order", rows)
    check_usage([row for row in spoken if row[0] == "assistant"][1:])


def server_sent_events(options, folder):
    """Three turns as server-sent events: each comes in several deltas, which together are the whole text."""
    with running_bot(options, folder) as bot:
        token = bot.open()["token"]
        texts = []
        for question in QUESTIONS:
            events = bot.stream(token, question)
            names = [name for name, _ in events]
            deltas = [data["text"] for name, data in events if name == "delta"]
            check(len(deltas) >= 2, "several deltas", events)
            check(names == ["turn"] + ["delta"] * len(deltas) + ["done"], "deltas, then done", events)
            check("".join(deltas) == events[-1][1]["text"], "the deltas are the text", events)
            texts.append(events[-1][1]["text"])
        check_answers(texts)


def stdio(options, folder):
    """Three turns through standard input and output, which ends when the input ends."""
    config = write_configuration(options, folder, "  console: {type: stdio, format: jsonl}\n")
    lines = [json.dumps({"id": f"q{number}", "user": "ada", "text": text}) for number, text in enumerate(QUESTIONS)]
    with open(folder / "bot.log", "wb") as log:
        result = subprocess.run(
            [options.bot, "run", "--config", config], input="\n".join(lines) + "\n", stdout=subprocess.PIPE,
            stderr=log, timeout=120, text=True, cwd=folder)
    replies = [json.loads(line) for line in result.stdout.splitlines()]
    check(result.returncode == 0, "exit code 0", result.returncode)
    check([reply["type"] for reply in replies] == ["reply"] * 3, "a reply for every line", replies)
    check([reply["in_reply_to"] for reply in replies] == ["q0", "q1", "q2"], "replies in the order of lines", replies)
    check(len({reply["conversation_id"] for reply in replies}) == 1, "one conversation", replies)
    check_answers([reply["text"] for reply in replies])


def dropped_turn(options, folder):
    """A turn that the bot drops frees the model's slot within two seconds."""
    # With nothing before the question the model tells a story that only the limit of tokens ends, after many seconds.
    limits = {"max_tokens": 1900, "server": "  shutdown_timeout: 500ms\n", "assistant": "assistant: {system_prompt: ''}\n"}
    with running_bot(options, folder, **limits) as bot:
        outcome = []
        caller = threading.Thread(target=lambda: outcome.append(bot.try_open_with("Write a very long story.")))
        caller.start()
        wait_until("the model is at work", lambda: busy(options) == 1, seconds=20)
        bot.process.send_signal(signal.SIGTERM)
        dropped = time.monotonic() + 0.5
        wait_until("the slot is free", lambda: busy(options) == 0, seconds=0.5 + 2)
        freed = time.monotonic()
        check(freed > dropped - 0.5 + 0.1, "the turn to go on while the bot may still finish it", freed - dropped)
        check(bot.process.wait(timeout=10) == 0, "exit code 0", bot.process.returncode)
        caller.join(timeout=10)
    state = query(folder, "SELECT state FROM inbox")
    check(state != [("answered",)], "the turn was dropped, not answered", state)
    users = query(folder, "SELECT count(*) FROM messages WHERE role = 'user'")
    check(users == [(1,)], "the user's message is kept, once", users)
    check(outcome and outcome[0] != 200, "the caller was told", outcome)
    print(f"     the slot was free {max(0, freed - dropped):.2f} s after the turn was dropped; the caller got {outcome[0]}")


# What they are made of


def check(condition, what, seen):
    if not condition:
        raise AssertionError(f"expected {what}, saw {seen!r}")


def check_answers(texts):
    for text, answer in zip(texts, ANSWERS):
        check(answer in text, f"an answer with {answer!r}", texts)


def check_usage(replies):
    """Every reply has its usage, and each prompt holds at least the one before it and its reply."""
    check(len(replies) == 3 and all(row[2] and row[3] and row[4] for row in replies), "usage with each reply", replies)
    for earlier, later in zip(replies, replies[1:]):
        check(later[2] >= earlier[2] + earlier[3], "prompts that hold what was said before", replies)


def busy(options):
    """How many of the model server's slots are at work."""
    status, body = get(options.llama + "/slots", {"Authorization": "Bearer " + options.key})
    check(status == 200, "/slots", status)
    return sum(slot["is_processing"] for slot in json.loads(body))


def wait_until(what, condition, seconds):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"expected within {seconds} s: {what}")
        time.sleep(0.02)


def get(url, headers=None):
    """The status and body, whatever the status; status 0 where nobody answers."""
    return send(urllib.request.Request(url, headers=headers or {}))


def send(request):
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except (OSError, http.client.HTTPException) as error:
        return 0, str(error)


def query(folder, sql):
    with contextlib.closing(sqlite3.connect(folder / "bot.sqlite")) as database:
        return database.execute(sql).fetchall()


def write_configuration(options, folder, channels, max_tokens=64, server="", assistant=""):
    path = folder / "bot.yaml"
    path.write_text(
        f"server:\n  port: 0\n{server}admin: {{port: 0}}\nstore: {{url: 'sqlite:bot.sqlite'}}\n"
        f"model:\n  provider: openai\n  base_url: {options.llama}/v1\n  api_key: {options.key}\n  name: smollm2-135m\n"
        f"  temperature: 0\n  max_tokens: {max_tokens}\n  max_tokens_parameter: max_tokens\n"
        f"{assistant}channels:\n{channels}")
    return path


@contextlib.contextmanager
def running_bot(options, folder, **settings):
    channel = f"  web: {{type: http, api_key: {API_KEY}, jwt_key: integration-key-of-at-least-32-bytes}}\n"
    config = write_configuration(options, folder, channel, **settings)
    log = folder / "bot.log"
    with open(log, "wb") as output:
        process = subprocess.Popen(
            [options.bot, "run", "--config", config], stdin=subprocess.DEVNULL, stderr=output, cwd=folder)
    try:
        yield Bot(process, log)
    finally:
        process.terminate()
        try:
            process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            process.kill()


class Bot:
    """A running bot's REST channel."""

    def __init__(self, process, log):
        self.process = process
        wait_until("the bot listens", lambda: process.poll() is not None or self.find(log), seconds=30)
        check(process.poll() is None, "a running bot", process.returncode)
        self.address = self.find(log)

    @staticmethod
    def find(log):
        lines = [line for line in log.read_text().splitlines() if "listening" in line and "admin" not in line]
        words = [word for line in lines for word in line.replace("=", " ").split() if word.startswith("http://")]
        return words[0] if words else None

    def open(self):
        status, body = get(self.address + "/chat/initial", {"X-API-KEY": API_KEY})
        check(status == 200, "a conversation opened", (status, body))
        return json.loads(body)

    def request(self, token, content, accept="application/json"):
        headers = {"Authorization": "Bearer " + token, "Content-Type": "application/json", "Accept": accept}
        return urllib.request.Request(self.address + "/chat", json.dumps({"content": content}).encode(), headers)

    def ask(self, token, content):
        status, body = send(self.request(token, content))
        check(status == 200, "an answer", (status, body))
        return json.loads(body)

    def try_open_with(self, content):
        """Opens a conversation with a message; the status, 0 where the connection was closed without an answer."""
        headers = {"X-API-KEY": API_KEY, "Content-Type": "application/json"}
        body = json.dumps({"content": content}).encode()
        return send(urllib.request.Request(self.address + "/chat/initial", body, headers))[0]

    def stream(self, token, content):
        """The events as (name, data)."""
        status, body = send(self.request(token, content, accept="text/event-stream"))
        check(status == 200, "a stream", (status, body))
        events = []
        for block in body.strip().split("\n\n"):
            fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
            if fields:
                events.append((fields["event"], json.loads(fields["data"])))
        return events

    def messages(self, token):
        status, body = get(self.address + "/chat/messages", {"Authorization": "Bearer " + token})
        check(status == 200, "the messages", (status, body))
        return json.loads(body)["messages"]


if __name__ == "__main__":
    main()
