"""Somebody's site: a strict one, with styles of its own, on an origin of its own."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Site:
    def __init__(self):
        site = self
        self.html = ""
        self.policy = ""
        # What else is there: a path, and what makes its JSON.
        self.answers = {}

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *arguments):
                pass

            def do_GET(self):
                if self.path == "/":
                    status, kind, body = 200, "text/html; charset=utf-8", site.html.encode()
                elif self.path in site.answers:
                    status, kind, body = 200, "application/json", json.dumps(site.answers[self.path]()).encode()
                else:
                    status, kind, body = 204, "text/plain", b""
                self.send_response(status)
                self.send_header("Content-Type", kind)
                if site.policy:
                    self.send_header("Content-Security-Policy", site.policy)
                self.end_headers()
                self.wfile.write(body)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        # The same site under another name is another origin.
        self.other_origin = f"http://localhost:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def embed(self, bot, attributes="", style=""):
        self.html = (
            "<!doctype html><html lang=en><head><title>A site</title><meta name=viewport content='width=device-width'>"
            f"<style nonce=site>{style} button {{ background: red !important; display: none }}</style></head>"
            "<body><main><h1>A site</h1><p>With <a href='#'>a link</a>.</p></main>"
            f"<script src='{bot}/chat/widget.js' {attributes} async></script></body></html>"
        )
        # What a careful site sends: only its own styles, scripts by name, no HTML from strings.
        self.policy = (
            f"default-src 'none'; script-src {bot}; style-src 'nonce-site'; frame-src {bot}; img-src 'self'; "
            "require-trusted-types-for 'script'"
        )

    def stop(self):
        self.server.shutdown()
