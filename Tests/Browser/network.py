"""The network between the browser and the bot: a relay of bytes that can be cut, and that can go deaf."""

import socket
import threading


class Network:
    def __init__(self, port):
        self.target = port
        self.lock = threading.Lock()
        self.is_up = True
        self.sockets = set()
        self.deaf = set()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        self.origin = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self):
        """Every connection breaks, and none is made."""
        with self.lock:
            self.is_up = False
            broken, self.sockets = self.sockets, set()
        for one in broken:
            shut(one)

    def mend(self):
        self.is_up = True

    def deafen(self):
        """The connections of now stay, and nothing comes through them any more: so it is after a sleep. New ones work."""
        with self.lock:
            self.deaf |= self.sockets

    def close(self):
        self.listener.close()
        self.cut()

    def _accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=(near,), daemon=True).start()

    def _connect(self, near):
        try:
            far = socket.create_connection(("127.0.0.1", self.target)) if self.is_up else None
        except OSError:
            far = None
        if far is None:
            return near.close()
        with self.lock:
            self.sockets |= {near, far}
        for one, other in ((near, far), (far, near)):
            threading.Thread(target=self._relay, args=(one, other), daemon=True).start()

    def _relay(self, one, other):
        try:
            while data := one.recv(65536):
                if one not in self.deaf:
                    other.sendall(data)
        except OSError:
            pass
        with self.lock:
            self.sockets -= {one, other}
        if one not in self.deaf:
            shut(one)
            shut(other)


def shut(one):
    try:
        one.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
