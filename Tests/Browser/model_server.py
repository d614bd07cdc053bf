"""An OpenAI-compatible model that says what a test wants, when the test wants it.

The last message chooses the answer: `count 40` is forty words, `hostile` is HTML and scripts, `fail` is refused, and so on.
`hold_at(n)` has every answer wait before its word n until `release()`: tests wait for events, not for times.
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOSTILE = """<script>window.stolen = document.cookie</script> <img src=x onerror="window.stolen = 1">
<svg onload="window.stolen = 2"></svg> <iframe src="https://evil.example/"></iframe>

[a link](javascript:window.stolen=3) [another](data:text/html,<script>window.stolen=4</script>) [a third](vbscript:x)
![a picture](https://evil.example/track.png) <a href="https://evil.example" onclick="window.stolen = 5">here</a>

[fine](https://example.com/a?b=c&d="onmouseover=alert(1)) <https://example.org> `<b>code</b>`

| <img src=x onerror=alert(1)> | b |
|---|---|
| <style>body{display:none}</style> | 2 |

```html" onload="window.stolen = 6
</code></pre><script>window.stolen = 7</script>
```
"""

MARKDOWN = """## Three ways to do it

Start with **what you know**, then read the *whole* of it. There is `code` in a line, ~~an error~~, and
[a link](https://example.com/a-page).

1. The first step
2. The second step
   - with a part
   - and another part
3. The third step

> Whoever measures knows.

```swift
let answer = try await model.reply(to: "a question that makes this line longer than a phone's screen is wide")
print(answer)
```

| Store | Replicas | Median |
|:--|:-:|--:|
| SQLite | one | 1.2 ms |
| PostgreSQL | many | 2.4 ms |

---

Ask when something is *not* clear."""

ARABIC = """## ثلاث خطوات

ابدأ بما **تعرفه**، ثم اقرأ الباقي. يوجد `code` في السطر.

1. الخطوة الأولى
2. الخطوة الثانية

> من يقيس يعرف."""


WIDE = """### """ + "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" + """

A token: eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ, and
an address: https://example.com/a/path/that/is/much/longer/than/any/telephone/is/wide?and=with&a=query&that=goes&on=too

| Store | Durable by | Replicas | Median | 99th percentile | Largest conversation that was tried | Remarks |
|:--|:--|:-:|--:|--:|--:|:--|
| SQLite | `synchronous=FULL` | one | 1.2 ms | 4.8 ms | 100,000 messages | one file |
| PostgreSQL | `synchronous_commit=on` | many | 2.4 ms | 9.1 ms | 100,000 messages | one round trip each |

```text
short
                                        deep in the middle of a long line of text that does not end before the edge does
```

1. One
   - two
     - three
       - four, with a sentence that is long enough to have to be broken at the end of the line on a telephone

中文字符之间没有空格，所以一行必须能够在任何字符之后断开，否则它就会超出屏幕的边缘，而读者将无法看到它的结尾。"""


def counted(number):
    return " ".join(f"word{index}" for index in range(1, number + 1))


def answer_to(question):
    """The words of the answer, or a status when it is to fail."""
    words = question.split()
    if words[:1] == ["count"]:
        return counted(int(words[1]))
    if question == "fail":
        return 400
    return {"hostile": HOSTILE, "markdown": MARKDOWN, "arabic": ARABIC, "wide": WIDE}.get(question, f"You said: {question}")


class ModelServer:
    def __init__(self):
        self.changed = threading.Condition()
        self.limit = None
        self.said = 0
        self.calls = []
        self.closed = 0
        self.failing = False
        model = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *arguments):
                pass

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                # A question that was not answered stands before the next one in the same message.
                question = body["messages"][-1]["content"].splitlines()[-1]
                with model.changed:
                    model.calls.append(question)
                    model.changed.notify_all()
                answer = 400 if model.failing else answer_to(question)
                if isinstance(answer, int):
                    return self.refuse(answer)
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.send_header("Connection", "close")
                self.end_headers()
                try:
                    self.stream(answer)
                except OSError:
                    with model.changed:
                        model.closed += 1
                        model.changed.notify_all()
                self.close_connection = True

            def refuse(self, status):
                body = json.dumps({"error": {"message": "scripted", "type": "invalid_request_error"}}).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def stream(self, answer):
                pieces = answer.split(" ")
                for index, piece in enumerate(pieces):
                    model.wait_for_turn(index, self.ping)
                    self.chunk({"content": piece if index == 0 else " " + piece})
                    with model.changed:
                        model.said = index + 1
                        model.changed.notify_all()
                self.chunk({}, "stop")
                self.wfile.write(b"data: [DONE]\n\n")

            def ping(self):
                self.wfile.write(b": waiting\n\n")
                self.wfile.flush()

            def chunk(self, delta, reason=None):
                choice = {"index": 0, "delta": delta, "finish_reason": reason}
                data = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "scripted", "choices": [choice]}
                self.wfile.write(f"data: {json.dumps(data)}\n\n".encode())
                self.wfile.flush()

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request, client_address):
                pass  # A bot that is killed closes its connections; that is what is tested.

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def hold_at(self, word):
        """Answers wait before this word, counted from 0."""
        with self.changed:
            self.limit, self.said = word, 0

    def release(self):
        with self.changed:
            self.limit = None
            self.changed.notify_all()

    def wait_for_turn(self, index, ping):
        while True:
            with self.changed:
                if self.limit is None or index < self.limit:
                    return
                self.changed.wait(0.2)
            ping()  # Whether somebody still listens is found by writing.

    def wait_until(self, condition, timeout=60):
        with self.changed:
            assert self.changed.wait_for(lambda: condition(self), timeout), "the model has not seen it"

    def stop(self):
        self.release()
        self.server.shutdown()
