"""A program that sends nowhere: each reply meets the next word of FOLDER/script, and what is taken is in FOLDER/taken.

It brings the events in FOLDER/feed, one after another, and notes in FOLDER/fed how many were accepted.
"""
import json, os, sys, threading, time

folder = sys.argv[1]
speaking = threading.Lock()
answered = threading.Event()


def say(**message):
    with speaking:
        print(json.dumps(message), flush=True)


def content(name):
    try:
        with open(os.path.join(folder, name)) as file:
            return file.read()
    except FileNotFoundError:
        return ""


def feed():
    while True:
        lines, fed = content("feed").splitlines(), int(content("fed") or 0)
        if fed < len(lines):
            answered.clear()
            say(type="deliver", id=str(fed), events=[json.loads(lines[fed])])
            answered.wait()
        else:
            time.sleep(0.01)


def next_word():
    try:
        with open(os.path.join(folder, "script"), "r+") as file:
            words = file.read().split()
            file.seek(0)
            file.truncate()
            file.write("\n".join(words[1:]))
            return words[0] if words else "takes"
    except FileNotFoundError:
        return "takes"


count = 0
say(type="hello", protocol=1)
for line in sys.stdin:
    message = json.loads(line)
    if message["type"] == "welcome":
        threading.Thread(target=feed, daemon=True).start()
    elif message["type"] == "accepted":
        with open(os.path.join(folder, "fed"), "w") as file:
            file.write(str(int(message["id"]) + 1))
        answered.set()
    elif message["type"] == "refused":
        answered.set()
    elif message["type"] == "ping":
        say(type="pong")
    elif message["type"] == "shutdown":
        break
    elif message["type"] == "reply":
        word = next_word()
        count += 1
        platform_id = f"{os.getpid()}-{count}"
        if word in ("takes", "takesSilently"):
            with open(os.path.join(folder, "taken"), "a") as file:
                taken = {"chat": message["chat"], "text": message["text"], "id": platform_id, "reply": message["reply"]}
                file.write(json.dumps(taken) + "\n")
        receipts = {
            "takes": {"outcome": "sent", "platform_ids": [platform_id]},
            "busy": {"outcome": "retry", "retry_after": 2},
            "refuses": {"outcome": "never"},
            "locksOut": {"outcome": "retry", "retry_after": 5, "scope": "instance"},
        }
        say(type="receipt", id=message["id"], **receipts.get(word, {"outcome": "unknown"}))
