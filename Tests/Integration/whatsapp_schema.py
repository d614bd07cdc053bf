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
COMPONENTS = {"header": "HeaderComponent", "body": "BodyComponent", "button": "ButtonComponent"}
PARAMETERS = {"text": "TextParameter", "currency": "CurrencyParameter", "date_time": "DateTimeParameter"}
# What Meta's pages on statuses and on typing indicators name, and this file does not.
UNNAMED = {"biz_opaque_callback_data": str, "typing_indicator": dict}


def opened(node, is_part=False):
    """The same without `additionalProperties: false` in the parts of an `allOf`: there it would reject everything."""
    if isinstance(node, dict):
        return {
            key: [opened(item, True) for item in value] if key == "allOf" else opened(value)
            for key, value in node.items()
            if not (is_part and key == "additionalProperties" and value is False)
        }
    return [opened(item) for item in node] if isinstance(node, list) else node


def faults(value, name, components):
    """Also of fields that the schema does not name."""
    schema = {"$ref": f"#/components/schemas/{name}", "unevaluatedProperties": False, "components": components}
    for error in jsonschema.Draft202012Validator(schema).iter_errors(value):
        yield f"{name}: {error.json_path}: {error.message}"


def body_faults(body, name, components):
    for field, kind in UNNAMED.items():
        if field in body and not isinstance(body.pop(field), kind):
            yield f"{name}: {field} is no {kind.__name__}"
    yield from faults(body, name, components)
    # By their types, which the schema says in discriminators only.
    for component in body.get("template", {}).get("components", []):
        yield from faults(component, COMPONENTS[component["type"]], components)
        for parameter in component.get("parameters", []):
            yield from faults(parameter, PARAMETERS[parameter["type"]], components)


def main():
    with open(sys.argv[1]) as file:
        components = opened(yaml.safe_load(file)["components"])
    with open(sys.argv[2]) as file:
        bodies = [json.loads(line) for line in file if line.strip()]
    counts = {}
    found = []
    for body in bodies:
        if "recipient" in body:
            counts["without a number"] = counts.get("without a number", 0) + 1
            body["to"] = body.pop("recipient")
        name = "MarkMessageRequestPayload" if body.get("status") == "read" else KINDS[body["type"]]
        counts[name] = counts.get(name, 0) + 1
        found += body_faults(body, name, components)
    for fault in found:
        print(fault)
    print(json.dumps(counts, sort_keys=True))
    return 1 if found or not counts else 0


if __name__ == "__main__":
    sys.exit(main())
