"""A program that sends nowhere: each reply meets the next word of FOLDER/script, and what is taken is in FOLDER/taken."""
import json, os, sys

folder = sys.argv[1]


def say(**message):
    print(json.dumps(message), flush=True)


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
    if message["type"] == "ping":
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
