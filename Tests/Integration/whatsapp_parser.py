#!/usr/bin/env python3
"""Reads webhooks by a parser that nobody here wrote: whatsapp_parser.py BODIES

BODIES has one JSON body a line. Prints one JSON object: `read` has, for each line, the messages and the statuses that
whatsapp-cloud-api-py finds in it, as lists of texts; null where it cannot read the body. Runs in the Python that
whatsapp_python.py makes.
"""

import json
import sys

from whatsapp_cloud_api.webhooks import normalize_webhook


def value(item, *names):
    """Its items are mappings in some versions and objects in others."""
    for name in names:
        found = item.get(name) if isinstance(item, dict) else getattr(item, name, None)
        if found is not None:
            return str(found)
    return ""


def read(line):
    try:
        found = normalize_webhook(json.loads(line))
    except Exception as error:  # Whatever it does not expect.
        print(f"not read: {type(error).__name__}: {error}", file=sys.stderr)
        return None
    return {
        "messages": [[value(item, "id"), value(item, "type")] for item in found.messages],
        "statuses": [[value(item, "id"), value(item, "status")] for item in found.statuses],
    }


def main():
    with open(sys.argv[1]) as file:
        print(json.dumps({"read": [read(line) for line in file if line.strip()]}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
