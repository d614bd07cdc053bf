"""Becomes the image's program: enter-image.py ROOT. The image has no shell that could do this from inside."""

import ctypes
import os
import sys

libc = ctypes.CDLL(None)
os.chroot(sys.argv[1])
os.chdir("/var/lib/bot")
os.setgroups([])
os.setgid(10001)
os.setuid(10001)
# No program that this one starts gains rights that it has not (PR_SET_NO_NEW_PRIVS).
assert libc.prctl(38, 1, 0, 0, 0) == 0
environment = {name: value for name, value in os.environ.items() if name.startswith("BOT_")}
environment |= {"PATH": "/usr/local/bin", "BOT_HOST": "0.0.0.0"}
os.execve("/usr/local/bin/bot", ["bot", "run", "--config", "/etc/bot/bot.yaml"], environment)
