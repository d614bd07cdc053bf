#!/usr/bin/env python3
"""Lets LLMock judge the model driver: python3 Tests/Integration/llmock.py [-- SWIFT TEST COMMAND]

Installs LLMock into .venv-llmock, serves it on a free port, gives each model of LLMockTests its faults, runs those
tests, and reads the verdict. Fails when a test fails, or when LLMock has found anything but the one truncated stream
that somebody had already seen (that one may not be retried; LLMock cannot know it).
"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv-llmock"
VERSION = "0.2.2"
EXPECTED = [("truncated_stream_accepted", 1)]


def fail(**fields):
    return {"type": "fail", **fields}


def fault(kind, **fields):
    return {"type": "stream_fault", "kind": kind, **fields}


SCENARIOS = {
    "rate-limited-twice": fail(status=429, retry_after=1, times=2),
    "failing-twice": fail(status=500, times=2),
    "overloaded-once": fail(status=503),
    "disconnected-once": fault("disconnect", after_chunks=2),
    "stalled-once": fault("stall", after_chunks=2, stall_seconds=20),
    "truncated-once": fault("truncate", after_chunks=2),
    "malformed-once": fault("malformed", after_chunks=2),
    "failing": fail(status=500, times=None),
    "rate-limited": fail(status=429, times=None),
    "disconnected": fault("disconnect", after_chunks=2, times=None),
    "bad-key": fail(status=401),
    "no-such-model": fail(status=404),
    "unprocessable": fail(status=422),
    "context-too-long-once": fail(status=400, code="context_length_exceeded"),
    "filtered": {"type": "reply", "text": "Half an answer", "finish_reason": "content_filter"},
    "truncated-and-shown": fault("truncate", after_chunks=3),
}


def install():
    executable = VENV / "bin" / "llmock"
    if not executable.exists():
        print(f"Installing llmock {VERSION} (once, about half a minute) ...", flush=True)
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        subprocess.run([VENV / "bin" / "pip", "install", "-q", f"llmock=={VERSION}"], check=True)
    return executable


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def call(url, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=5) as response:
        return json.load(response)


def wait_until_up(server, url):
    for _ in range(300):
        if server.poll() is not None:
            sys.exit(f"llmock ended with {server.returncode}")
        try:
            return call(f"{url}/_llmock/verdict")
        except OSError:
            time.sleep(0.1)
    sys.exit("llmock does not answer")


def judge(executable, url):
    report = subprocess.run([executable, "report", "--url", url, "--json"], capture_output=True, text=True)
    verdict = json.loads(report.stdout)
    print(f"LLMock: {verdict['calls']} calls, {verdict['attempts']} attempts, {verdict['faults_injected']} faults")
    counts = {}
    for finding in verdict["findings"]:
        counts[finding["code"]] = counts.get(finding["code"], 0) + 1
        print(f"  {finding['severity']}: {finding['code']}: {finding['title']}")
    if verdict["faults_injected"] < len(SCENARIOS) - 1:
        print("FAIL: not all faults were met", file=sys.stderr)
        return 1
    if sorted(counts.items()) != EXPECTED:
        print(f"FAIL: expected {EXPECTED} and nothing else", file=sys.stderr)
        return 1
    print("PASS: nothing but the truncated stream that had been shown")
    return 0


def main():
    arguments = sys.argv[1:]
    command = arguments[1:] if arguments[:1] == ["--"] else ["swift", "test", "--filter", "LLMockTests"]
    executable = install()
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [executable, "serve", "--host", "127.0.0.1", "--port", str(port), "--stream-chunk-delay-ms", "5",
         "--log-level", "warning"], stdout=subprocess.DEVNULL, cwd=VENV)
    try:
        wait_until_up(server, url)
        behaviors = [{**behavior, "match": {"model": model}} for model, behavior in SCENARIOS.items()]
        call(f"{url}/_llmock/scenario", {"behaviors": behaviors})
        subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "LLMOCK_URL": url})
        return judge(executable, url)
    except subprocess.CalledProcessError as error:
        return error.returncode or 1
    finally:
        server.terminate()
        server.wait(timeout=10)


if __name__ == "__main__":
    sys.exit(main())
