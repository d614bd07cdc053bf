"""A real bot with its own folder, which tests start, kill and start again on the same database."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import time
import urllib.request

API_KEY = "key-of-the-browser-tests"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Bot:
    """`store`: what its configuration says of the store; without it a file in its folder."""

    def __init__(self, folder, model_url, origins=(), settings="", store=None):
        self.program = os.environ["BOT"]
        self.folder = pathlib.Path(folder)
        self.port, self.admin = free_port(), free_port()
        self.log = open(self.folder / "bot.log", "ab")
        self.configuration = self.folder / "bot.yaml"
        widget = f"    widget: {{ origins: {json.dumps(list(origins))} }}\n" if origins else ""
        store = store or f"url: 'sqlite:{self.folder}/bot.sqlite'"
        self.configuration.write_text(
            f"server: {{ host: 127.0.0.1, port: {self.port} }}\n"
            f"admin: {{ host: 127.0.0.1, port: {self.admin} }}\n"
            f"store: {{ {store} }}\n"
            f"model: {{ provider: openai, base_url: '{model_url}', api_key: none, name: scripted, timeout: 120s }}\n"
            "channels:\n  web:\n    type: http\n    page: true\n    docs: true\n"
            f"    api_key: {API_KEY}\n    jwt_key: {'k' * 40}\n{widget}{settings}"
        )
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            [self.program, "run", "--config", str(self.configuration)], stderr=self.log, stdout=self.log)
        deadline = time.monotonic() + 120
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.admin}/health/ready", timeout=5).close()
                return self
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((self.folder / "bot.log").read_text()[-4000:])
                time.sleep(0.05)

    def operate(self, *arguments):
        """A command of an operator's, while it runs."""
        subprocess.run(
            [self.program, *arguments, "--config", str(self.configuration)], check=True, timeout=120, stdout=self.log,
            stderr=self.log)

    def kill(self):
        """As `kill -9` does: nothing is said to anybody."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        self.log.close()
