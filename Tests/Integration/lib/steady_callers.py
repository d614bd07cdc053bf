#!/usr/bin/env python3
"""Eight callers hold conversations until the file STOP is there: steady_callers.py URL API_KEY STOP.

Each request carries an idempotency key, as a careful client's does, and is sent once more where the connection broke or the
answer was 503, as the documentation asks of clients. Every message has to be answered exactly once; how often a second
request was needed is said.
"""

import http.client
import json
import os
import sys
import threading
import time
import urllib.parse

url, key, stop = sys.argv[1:]
host = urllib.parse.urlsplit(url).netloc
answered, repeated, failures = [0] * 8, [0] * 8, []


def request(method, path, body=None, headers={}):
    connection = http.client.HTTPConnection(host, timeout=30)
    try:
        connection.request(method, path, body and json.dumps(body), {"Content-Type": "application/json", **headers})
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


def patiently(number, *arguments, **more):
    for _ in range(20):
        try:
            status, answer = request(*arguments, **more)
            if status != 503:
                return status, answer
        except (OSError, http.client.HTTPException, ValueError):
            pass
        repeated[number] += 1
        time.sleep(0.25)
    return None, "no answer after twenty tries"


def caller(number):
    try:
        status, opened = patiently(number, "GET", "/chat/initial", headers={"X-API-KEY": key})
        assert status == 200, opened
        authorization = {"Authorization": "Bearer " + opened["token"]}
        sent = []
        while not os.path.exists(stop):
            text = f"message {len(sent)} of {number}"
            headers = {**authorization, "Idempotency-Key": text.replace(" ", "-")}
            status, answer = patiently(number, "POST", "/chat", {"content": text}, headers)
            assert status == 200 and text in answer["text"], (status, answer)
            sent.append(text)
            time.sleep(0.05)
        heard, before = [], ""
        while True:
            status, page = patiently(number, "GET", "/chat/messages?limit=100" + before, headers=authorization)
            assert status == 200, page
            heard = [m["content"] for m in page["messages"] if m["role"] == "user"] + heard
            if len(page["messages"]) < 100:
                break
            before = "&before=" + page["messages"][0]["id"]
        assert heard == sent, f"caller {number} sent {len(sent)}, and {len(heard)} are kept"
        answered[number] = len(sent)
    except Exception as error:
        failures.append(f"caller {number}: {error!r}")


threads = [threading.Thread(target=caller, args=(number,)) for number in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"{sum(answered)} messages answered once each over the restarts; {sum(repeated)} requests were sent a second time")
print(*failures, sep="\n")
sys.exit(1 if failures or not all(answered) else 0)
