#!/usr/bin/env python3
"""A chat in a folder: write `name: text` lines to FOLDER/in.txt, read the answers in FOLDER/out.txt.

A channel of type `process` (docs/process-channel.md). A line's place in the file is its message id, and the place up to
which all is accepted is the cursor, so that nothing is lost or answered twice, however the bot or this program ends.
"""
import json, os, queue, sys, threading

lines = queue.Queue()


def say(**message):
    print(json.dumps(message), flush=True)


def listen():
    for line in sys.stdin:
        lines.put(json.loads(line))
    lines.put({"type": "shutdown"})  # the input's end: the bot is gone


def read_from(path, place):
    """The next whole line at this place and the place behind it, or None."""
    try:
        with open(path, "rb") as file:
            file.seek(place)
            line = file.readline(65536)
    except FileNotFoundError:
        return None
    return (line, place + len(line)) if line.endswith(b"\n") else None


def write_reply(path, message):
    """Appends the reply, unless an earlier attempt has: its id stands before the text."""
    mark = f"#{message['reply']} "
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            if any(line.startswith(mark) for line in file):
                return
    with open(path, "a", encoding="utf-8") as file:
        file.write(mark + message["chat"] + ": " + message["text"].replace("\n", " ") + "\n")
        os.fsync(file.flush() or file.fileno())


def main():
    threading.Thread(target=listen, daemon=True).start()
    say(type="hello", protocol=[1], name="folder chat")
    folder, place, waiting = None, 0, None
    while True:
        try:
            message = lines.get(timeout=0.1)
        except queue.Empty:
            message = {"type": ""}
        kind = message["type"]
        if kind == "welcome":
            folder, place = message["options"]["folder"], int(message.get("cursor") or 0)
        elif kind == "ping":
            say(type="pong")
        elif kind == "reply":
            write_reply(os.path.join(folder, "out.txt"), message)
            say(type="receipt", id=message["id"], outcome="sent", platform_ids=[message["reply"]])
        elif kind == "accepted" and waiting and message.get("id") == str(place):
            place, waiting = waiting, None
            say(type="cursor", value=str(place))
        elif kind == "refused" and waiting:
            place, waiting = place if "retry_after" in message else waiting, None
        elif kind == "shutdown":
            return
        if folder and waiting is None and (found := read_from(os.path.join(folder, "in.txt"), place)):
            user, _, text = found[0].decode("utf-8", "replace").strip().partition(": ")
            event = {"event": "message", "id": str(place), "user": user or "?", "text": text or "?"}
            say(type="deliver", id=str(place), events=[event])
            waiting = found[1]


main()
