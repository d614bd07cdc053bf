#!/usr/bin/env python3
"""Makes .venv-whatsapp, a Python with other people's WhatsApp clients in it, and prints the path of its interpreter.

The first time takes half a minute and PyPI; after that it looks whether the versions are still the right ones.
Ends with 77 where pip cannot install them.
"""

import fcntl
import subprocess
import sys
from pathlib import Path

VENV = Path(__file__).resolve().parents[2] / ".venv-whatsapp"
PACKAGES = [
    "pywa==4.5.0", "waba-sdk==1.1.1", "whatsapp-cloud-api-py==0.3.0", "jsonschema==4.26.0", "pyyaml==6.0.3",
]


def main():
    python = VENV / "bin" / "python"
    mark = VENV / "packages.txt"
    wanted = "\n".join(PACKAGES)
    VENV.mkdir(exist_ok=True)
    # Tests of several targets may ask at once.
    with open(VENV / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not mark.exists() or mark.read_text() != wanted:
            commands = [
                [sys.executable, "-m", "venv", VENV],
                [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES],
            ]
            for command in commands:
                if subprocess.run(command, stdout=sys.stderr).returncode != 0:
                    print("pip cannot install the WhatsApp clients", file=sys.stderr)
                    return 77
            mark.write_text(wanted)
    print(python)
    return 0


if __name__ == "__main__":
    sys.exit(main())
