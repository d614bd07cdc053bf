#!/usr/bin/env python3
"""Holds this program's password hashes against werkzeug's own, both ways.

`--write FILE` makes the fixture of Tests/CredentialsTests. Without it: werkzeug compares the hash of every user that
`bot users add` has made, and `bot` signs in a user whose hash werkzeug has made. BOT names the program.
Ends with 77 where werkzeug is not installed (`pip install werkzeug`).
"""

import csv
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

try:
    from werkzeug.security import check_password_hash, generate_password_hash
except ImportError:
    print("werkzeug is not installed", file=sys.stderr)
    sys.exit(77)

PASSWORDS = [
    "correct horse battery staple", "pässwörd—日本語 🐎", "12345678", "x" * 1024, " leading and trailing ", "line\nbreak\ttab",
]
METHODS = [
    "scrypt:16384:8:1", "scrypt:16384:8:2", "scrypt:4096:16:1", "scrypt:65536:8:1", "scrypt:1024:4:3",
    "pbkdf2:sha256:1000", "pbkdf2:sha256:600000", "pbkdf2:sha512:1000", "pbkdf2:sha384:500", "pbkdf2:sha256:1",
]


def samples():
    for password in PASSWORDS:
        yield password, generate_password_hash(password)
    for method in METHODS:
        yield PASSWORDS[1], generate_password_hash(PASSWORDS[1], method)
    yield PASSWORDS[0], generate_password_hash(PASSWORDS[0], "scrypt:16384:8:1", salt_length=1)
    yield PASSWORDS[0], generate_password_hash(PASSWORDS[0], "pbkdf2:sha256:2000", salt_length=64)


def write(path):
    with open(path, "w") as file:
        for password, text in samples():
            file.write(json.dumps({"password": password, "hash": text}) + "\n")


def bot(folder, *arguments, password=None):
    return subprocess.run(
        [os.environ["BOT"], "users", *arguments, "--config", str(folder / "bot.yaml")],
        input=None if password is None else password + "\n", text=True, capture_output=True)


def ours_there(folder):
    """Each password by `bot users add`, and compared by werkzeug."""
    for number, password in enumerate(p for p in PASSWORDS if "\n" not in p):
        added = bot(folder, "add", "--email", f"u{number}@example.org", password=password)
        assert added.returncode == 0, added.stderr
        with sqlite3.connect(folder / "bot.sqlite") as database:
            (text,) = database.execute("SELECT password_hash FROM users WHERE id = ?", [added.stdout.strip()]).fetchone()
        assert check_password_hash(text, password), f"werkzeug does not recognise {password[:20]!r}"
        assert not check_password_hash(text, password + "x")


def theirs_here(folder):
    """A Flask program's table, imported, and every user signed in by HTTP."""
    users = [
        {"id": 1000 + n, "name": f"n{n}", "email": f"w{n}@example.org", "password_hash": text, "is_guest": False,
         "phone_number": "", "origin": "web", "password": password}
        for n, (password, text) in enumerate(samples())
    ]
    with open(folder / "users.csv", "w", newline="") as file:
        writer = csv.DictWriter(
            file, ["id", "name", "email", "password_hash", "is_guest", "phone_number", "origin"],
            extrasaction="ignore")
        writer.writeheader()
        writer.writerows(users)
    imported = bot(folder, "import", str(folder / "users.csv"))
    assert imported.returncode == 0, imported.stderr
    server = subprocess.Popen(
        [os.environ["BOT"], "run", "--config", str(folder / "bot.yaml"), "--log-format", "json"],
        stderr=subprocess.PIPE, text=True)
    try:
        address = None
        for line in server.stderr:
            found = re.search(r"http://[^\s\"]+", line)
            if found and "listening" in line and "admin" not in line:
                address = found.group()
                break
        assert address, "the bot does not listen"
        for user in users:
            for again in range(2):
                status = login(address, user["email"], user["password"])
                assert status == 200, f"{user['email']} ({user['password_hash'][:24]}…): {status}"
            assert login(address, user["email"], "wrong password") == 401
    finally:
        server.terminate()
        server.wait(timeout=30)


def login(address, email, password):
    request = urllib.request.Request(
        address + "/chat/login", json.dumps({"email": email, "password": password}).encode(),
        {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        # All of them come from one address.
        if error.code == 429:
            time.sleep(min(int(error.headers["Retry-After"]), 60))
            return login(address, email, password)
        return error.code


def main():
    if len(sys.argv) == 3 and sys.argv[1] == "--write":
        return write(sys.argv[2])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "bot.yaml").write_text(f"""
server: {{ port: 0 }}
admin: {{ port: 0 }}
store: {{ url: "sqlite:{folder}/bot.sqlite" }}
model: {{ provider: echo }}
channels:
  web: {{ type: http, api_key: key-of-the-app, jwt_key: 0123456789abcdef0123456789abcdef }}
""")
        subprocess.run(
            [os.environ["BOT"], "db", "init", "--config", str(folder / "bot.yaml")], check=True, capture_output=True)
        ours_there(folder)
        theirs_here(folder)
    print("werkzeug and this program recognise each other's hashes")


if __name__ == "__main__":
    sys.exit(main())
