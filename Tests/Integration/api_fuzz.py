#!/usr/bin/env python3
"""Has the REST channel fuzzed by schemathesis (PyPI), from its own OpenAPI document: no 5xx, no undocumented status, no
undocumented content. The bot has its built-in model and no limits. BOT names its program.

Two runs: one as somebody signed in, and one of what ends a session or a user, each with a token that nothing else needs.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".build/api-fuzz"
VERSION = "schemathesis==4.32.5"
KEY = "the-key-of-the-fuzzer"
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
ENDINGS = r"/(logout|me/password)$"


def fuzzer():
    mark = TOOLS / "installed.txt"
    if not mark.exists() or mark.read_text() != VERSION:
        subprocess.run([sys.executable, "-m", "venv", TOOLS], check=True)
        subprocess.run([TOOLS / "bin/pip", "install", "--quiet", VERSION], check=True)
        mark.write_text(VERSION)
    return TOOLS / "bin/schemathesis"


def start(folder):
    config = folder / "bot.yaml"
    config.write_text(
        f"server: {{port: 0}}\nadmin: {{port: 0}}\nstore: {{url: 'sqlite:{folder}/bot.sqlite'}}\nmodel: {{provider: echo}}\n"
        f"channels:\n  web: {{type: http, api_key: {KEY}, jwt_key: a-key-of-the-fuzzer-of-at-least-32-bytes,\n"
        "    page: true, docs: true, widget: {origins: ['https://shop.example']}, cors: {origins: ['https://app.example']}}\n")
    log = folder / "bot.log"
    bot = subprocess.Popen(
        [os.environ.get("BOT", ROOT / ".build/debug/bot"), "run", "--config", config], stderr=log.open("w"))
    for _ in range(300):
        found = re.search(r": listening.*?(http://[0-9.]+:[0-9]+)", log.read_text())
        if found:
            return bot, found[1], log
        if bot.poll() is not None:
            break
        time.sleep(0.1)
    sys.exit("the bot did not start:\n" + log.read_text())


def registered(address, number):
    body = json.dumps({"email": f"{number}@example.com", "password": "a password of the fuzzer"}).encode()
    request = urllib.request.Request(
        address + "/chat/users", body, {"X-API-KEY": KEY, "Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)["token"]


def main():
    program = fuzzer()
    seconds = os.environ.get("API_FUZZ_SECONDS", "60")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        bot, address, log = start(folder)
        try:
            failed = False
            for number, which in enumerate([
                ["--exclude-path-regex", ENDINGS, "--exclude-operation-id", "deleteMe"],
                ["--include-path-regex", r"/(logout|me/password|me)$"],
            ]):
                result = subprocess.run(
                    [
                        program, "run", address + "/openapi.json", "--checks", CHECKS, "--workers", "2", "--seed", "20261129",
                        "--phases", "examples,coverage,fuzzing", "--max-time", seconds, "--no-color", "--warnings", "off",
                        "-H", f"X-API-KEY: {KEY}", "-H", f"Authorization: Bearer {registered(address, number)}", *which,
                    ], cwd=folder, check=False)
                failed |= result.returncode != 0
        finally:
            bot.terminate()
            ended = bot.wait(60)
    if ended != 0:
        sys.exit(f"the bot ended with {ended}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
