#!/usr/bin/env python3
"""A stand-in for a model server: it streams what it was told last. standin_model.py PORT SEEN

To a message that begins with "slowly" it sends the first word only, and the rest when the file SEEN is there: a client makes
that file when it has the word. Where something on the way holds pieces back, the rest never comes.
"""

import http.server
import json
import os
import sys
import time

port, seen = int(sys.argv[1]), sys.argv[2]


class Model(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        text = asked["messages"][-1]["content"]
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        first, _, rest = text.partition(" ")
        self.piece({"content": first})
        if first == "slowly":
            while not os.path.exists(seen):
                time.sleep(0.05)
        self.piece({"content": " " + rest}, reason="stop")
        self.chunk("data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def piece(self, delta, reason=None):
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        self.chunk("data: " + json.dumps({"object": "chat.completion.chunk", "choices": [choice]}) + "\n\n")

    def chunk(self, text):
        data = text.encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def log_message(self, *arguments):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", port), Model).serve_forever()
