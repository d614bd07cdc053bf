#!/usr/bin/env python3
"""Validates bodies of calls against Meta's own schema: whatsapp_schema.py SPECIFICATION BODIES

SPECIFICATION is a copy of business-messaging-api_v23.0.yaml from github.com/facebook/openapi; BODIES has one JSON body a
line. Prints each fault and ends with 1 where there is one. Runs in the Python that whatsapp_python.py makes.

That version knows no recipients without a number: `recipient` is judged as if it were `to`.
"""

import json
import sys

import jsonschema
import yaml

KINDS = {"text": "TextMessage", "template": "TemplateMessage"}


def opened(node):
    """The same without `additionalProperties: false`: together with `allOf` it would reject everything."""
    if isinstance(node, dict):
        return {key: opened(value) for key, value in node.items() if (key, value) != ("additionalProperties", False)}
    return [opened(item) for item in node] if isinstance(node, list) else node


def main():
    with open(sys.argv[1]) as file:
        components = opened(yaml.safe_load(file)["components"])
    with open(sys.argv[2]) as file:
        bodies = [json.loads(line) for line in file if line.strip()]
    counts = {}
    faults = 0
    for body in bodies:
        if "recipient" in body:
            counts["without a number"] = counts.get("without a number", 0) + 1
            body["to"] = body.pop("recipient")
        name = "MarkMessageRequestPayload" if body.get("status") == "read" else KINDS[body["type"]]
        counts[name] = counts.get(name, 0) + 1
        schema = {"$ref": f"#/components/schemas/{name}", "components": components}
        for error in jsonschema.Draft202012Validator(schema).iter_errors(body):
            faults += 1
            print(f"{name}: {error.json_path}: {error.message}")
    print(json.dumps(counts, sort_keys=True))
    return 1 if faults or not counts else 0


if __name__ == "__main__":
    sys.exit(main())
