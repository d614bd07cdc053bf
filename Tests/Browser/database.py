"""A PostgreSQL server of a test's own, which several bots share."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path


class Database:
    def __init__(self):
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
        program = str(found[-1]) if found else shutil.which("postgres")
        assert program, "no PostgreSQL server: apt-get install postgresql"
        binaries = Path(program).parent
        # It does not run as root, which CI is.
        is_root = os.geteuid() == 0
        prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if is_root else []
        # Short: the path of a socket has a limit.
        self.folder = Path(tempfile.mkdtemp(prefix="browser-db.", dir="/tmp"))
        if is_root:
            shutil.chown(self.folder, "postgres", "postgres")
        self.log = tempfile.TemporaryFile()
        quiet = {"stdout": self.log, "stderr": self.log, "cwd": "/tmp"}
        subprocess.run(
            [*prefix, binaries / "initdb", "-D", self.folder / "data", "-U", "bot", "--auth=trust", "-E", "UTF8", "--no-sync"],
            check=True, **quiet)
        self.process = subprocess.Popen(
            [*prefix, binaries / "postgres", "-D", self.folder / "data", "-c", "listen_addresses=",
             "-c", f"unix_socket_directories={self.folder}"], **quiet)
        self.url = f"postgres:///postgres?host={self.folder}&user=bot"
        deadline = time.monotonic() + 60
        while subprocess.run([binaries / "pg_isready", "-q", "-h", self.folder], check=False).returncode:
            assert self.process.poll() is None and time.monotonic() < deadline, "PostgreSQL does not start"
            time.sleep(0.05)

    def stop(self):
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.log.close()
