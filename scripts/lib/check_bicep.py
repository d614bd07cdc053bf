"""Parses Bicep templates and compares each resource's properties with Azure's own models of it.

Bicep's compiler is not to be had from a package registry. What it would find first, this finds as well: a template that
does not parse, a property that Azure does not know, an object where a list belongs, a module that is not given what it
needs. Not checked: the types of what expressions give, required properties, and whether an API version is still served.
"""

import importlib
import pathlib
import re
import sys
import types
import typing

from pycep import BicepParser

# The model that Azure's Python libraries send for a type of resource.
MODELS = {
    "Microsoft.App/containerApps": ("appcontainers", "ContainerApp"),
    "Microsoft.App/managedEnvironments": ("appcontainers", "ManagedEnvironment"),
    "Microsoft.DBforPostgreSQL/flexibleServers": ("postgresqlflexibleservers", "Server"),
    "Microsoft.DBforPostgreSQL/flexibleServers/databases": ("postgresqlflexibleservers", "Database"),
    "Microsoft.KeyVault/vaults": ("keyvault", "VaultCreateOrUpdateParameters"),
    "Microsoft.Network/privateDnsZones": ("privatedns", "PrivateZone"),
    "Microsoft.Network/privateDnsZones/virtualNetworkLinks": ("privatedns", "VirtualNetworkLink"),
    "Microsoft.Network/virtualNetworks": ("network", "VirtualNetwork"),
    "Microsoft.OperationalInsights/workspaces": ("loganalytics", "Workspace"),
}
# Small resources whose libraries have models of another make: their properties, by hand.
BY_HAND = {
    "Microsoft.ManagedIdentity/userAssignedIdentities": set(),
    "Microsoft.Authorization/roleAssignments": {"properties": {"principalId", "principalType", "roleDefinitionId"}},
}
# Of Bicep itself, and of every resource.
OF_ANY = {"name", "location", "tags", "parent", "scope", "dependsOn"}
EXPRESSIONS = {"function", "operator", "loop_type", "condition"}


def scope_of(model):
    """Where a model's annotations are read: its module, and `_models`, which only type checkers are given."""
    module = sys.modules[model.__module__]
    return vars(module) | {"_models": importlib.import_module(model.__module__.rsplit(".", 1)[0])}


def fields(model):
    """The names that a model has on the wire, with their annotations."""
    hints = {}
    for cls in reversed(model.__mro__):
        if "__annotations__" in vars(cls):
            hints |= {name: (hint, scope_of(cls)) for name, hint in vars(cls)["__annotations__"].items()}
    model.__new__(model)  # fills the table of names
    return {rest._rest_name: hints.get(name, (None, {})) for name, rest in model._attr_to_rest_field.items()}


def shapes(hint, scope):
    """The models, lists, mappings and plain values that an annotation allows, each (what, of what, scope)."""
    if isinstance(hint, typing.ForwardRef):
        hint = hint.__forward_arg__
    if isinstance(hint, str):
        hint = eval(hint, scope)
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return [shape for part in typing.get_args(hint) for shape in shapes(part, scope)]
    if origin in (list, dict):
        return [(origin, typing.get_args(hint)[-1], scope)]
    return [("model" if hasattr(hint, "_is_model") else "value", hint, scope)]


def faults(value, hint, scope, path):
    """What is wrong with a value, each with its path. An expression may be anything."""
    found = shapes(hint, scope)
    kinds = {kind for kind, _, _ in found}
    if isinstance(value, dict) and not EXPRESSIONS & value.keys():
        models = [model for kind, model, _ in found if kind == "model"]
        if models:
            known = {name: hint for model in models for name, hint in fields(model).items()}
            for name, inner in value.items():
                if name not in known:
                    yield f"{path}.{name}: Azure knows no such property here"
                elif known[name][0] is not None:
                    yield from faults(inner, *known[name], f"{path}.{name}")
        elif dict not in kinds and hint is not None:
            yield f"{path}: an object, where {kinds} belongs"
    elif isinstance(value, list):
        if list not in kinds:
            yield f"{path}: a list, where none belongs"
        for kind, element, inner in found:
            if kind is list:
                for index, item in enumerate(value):
                    yield from faults(item, element, inner, f"{path}[{index}]")
    elif isinstance(value, (int, bool)) and (kinds & {list, dict} or kinds == {"model"}):
        yield f"{path}: {value}, where {kinds} belongs"


def expand(value, variables):
    """A value with its variables, loops over lists and joined lists put in: what can be said without evaluating it."""
    if isinstance(value, str) and value in variables:
        return expand(variables[value]["value"], variables)
    if isinstance(value, list):
        return [expand(item, variables) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("loop_type", {}).get("type") == "array":
        return [expand(value["config"], variables)]
    if value.get("function", {}).get("type") == "concat":
        parts = [expand(part, variables) for part in value["function"]["parameters"].values()]
        return sum(parts, []) if all(isinstance(part, list) for part in parts) else value
    return {name: expand(inner, variables) for name, inner in value.items()}


def check(resource, variables):
    kind = resource["type"]
    own = {name: expand(value, variables) for name, value in resource["config"].items() if name not in OF_ANY}
    if kind in BY_HAND:
        for name, value in own.items():
            allowed = BY_HAND[kind][name] if name in BY_HAND[kind] else set()
            for key in set(value) - allowed:
                yield f"{name}.{key}: Azure knows no such property here"
        return
    if kind not in MODELS:
        yield "no model is known for it: add one to scripts/lib/check_bicep.py"
        return
    library, name = MODELS[kind]
    models = importlib.import_module(f"azure.mgmt.{library}.models")
    model = getattr(models, name)
    yield from faults(own, model, scope_of(model), "")


def check_module(name, module, text, target):
    given, declared = module["config"].get("params", {}), target.get("parameters", {})
    for missing in [key for key, value in declared.items() if value["default"] is None and key not in given]:
        yield f"module {name} is not given {missing}"
    for surplus in given.keys() - declared.keys():
        yield f"module {name} has no parameter {surplus}"
    for output in set(re.findall(rf"\b{name}\.outputs\.(\w+)", text)) - target.get("outputs", {}).keys():
        yield f"module {name} has no output {output}"


def check_template(path):
    text = path.read_text(encoding="utf-8")
    template = BicepParser().parse(text=text)
    variables = template.get("variables", {})
    for name, resource in template.get("resources", {}).items():
        if not resource["existing"]:
            yield from (f"{name} ({resource['type']}) {fault}" for fault in check(resource, variables))
    for name, module in template.get("modules", {}).items():
        target = BicepParser().parse(text=(path.parent / module["detail"]["path"]).read_text(encoding="utf-8"))
        yield from check_module(name, module, text, target)
    code = re.sub(r"//.*", "", text)
    for name in sorted({*template.get("parameters", {}), *variables}):
        if len(re.findall(rf"\b{re.escape(name)}\b", code)) < 2:
            yield f"{name} is declared and not used"


if __name__ == "__main__":
    found = [f"{path}: {fault}" for path in map(pathlib.Path, sys.argv[1:]) for fault in check_template(path)]
    print("\n".join(found))
    sys.exit(1 if found else 0)
