#!/usr/bin/env python3
"""Runs the examples of docs/clients.md, as they stand, against the bot with its built-in model.

An example is a fenced block behind a comment `<!-- run: PROGRAM -->`. BOT names the bot's program. What an example needs
and is not here (Node.js, say) is said, and is a failure unless CLIENTS_MAY_SKIP is set.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
KEY = "the-key-of-the-examples"
SUFFIXES = {"sh": ".sh", "python3": ".py", "node": ".mjs"}
EXPECTED = {
    "sh": ["Hello again", "nothing more: 204", "cancelled or over: 204", '"role":"assistant"', "event: turn", "id: 1.end"],
    "python3": ["Hello! How can I help you today?", "user: Hello from Python", "assistant: Hello from Python"],
    "node": ["Hello! How can I help you today?", "user: Hello from JavaScript", "assistant: Hello from JavaScript"],
}


def examples():
    text = (ROOT / "docs/clients.md").read_text()
    return re.findall(r"<!-- run: (\w+) -->\n```\w+\n(.*?)```", text, re.S)


def start(folder):
    config = folder / "bot.yaml"
    config.write_text(
        "server: {port: 0}\nadmin: {port: 0}\nstore: {url: 'sqlite::memory:'}\nmodel: {provider: echo}\n"
        "assistant: {greetings: ['Hello! How can I help you today?']}\n"
        f"channels:\n  web: {{type: http, api_key: {KEY}, jwt_key: a-key-of-the-examples-of-at-least-32-bytes}}\n")
    log = folder / "bot.log"
    bot = subprocess.Popen(
        [os.environ.get("BOT", ROOT / ".build/debug/bot"), "run", "--config", config], stderr=log.open("w"))
    for _ in range(300):
        found = re.search(r": listening.*?(http://[0-9.]+:[0-9]+)", log.read_text())
        if found:
            return bot, found[1] + "/chat"
        if bot.poll() is not None:
            break
        time.sleep(0.1)
    sys.exit("the bot did not start:\n" + log.read_text())


def run(program, code, folder, address):
    if not shutil.which(program):
        print(f"{program} is not installed: its example is not run")
        return "CLIENTS_MAY_SKIP" in os.environ
    file = folder / ("example" + SUFFIXES[program])
    file.write_text(code)
    environment = dict(os.environ, BOT_URL=address, BOT_API_KEY=KEY)
    result = subprocess.run(
        [program, file], cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)
    missing = [text for text in EXPECTED[program] if text not in result.stdout]
    if result.returncode or missing:
        print(f"{program}: exit code {result.returncode}, missing {missing}\n{result.stdout}\n{result.stderr}")
        return False
    print(f"{program}: fine")
    return True


def main():
    found = examples()
    if sorted(program for program, _ in found) != sorted(EXPECTED):
        sys.exit(f"docs/clients.md has other examples than are known here: {[program for program, _ in found]}")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        bot, address = start(folder)
        try:
            results = [run(program, code, folder, address) for program, code in found]
        finally:
            bot.terminate()
            bot.wait()
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
