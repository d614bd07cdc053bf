/** Shows an OpenAPI 3.1 description: each operation with what it takes and what it answers. */
const description = await (await fetch("openapi.json")).json();

function element(name, text, ...children) {
  const node = document.createElement(name);
  if (text) node.textContent = text;
  node.append(...children);
  return node;
}

/** What a `$ref` stands for. */
function resolve(value) {
  if (!value?.$ref) return value ?? {};
  return value.$ref.slice(2).split("/").reduce((part, key) => part?.[key], description) ?? {};
}

/** A schema as an example of it: `{ "content": string }`. Schemas may hold themselves: so deep and no deeper. */
function outline(schema, depth = 0) {
  const { type, properties, items, oneOf, anyOf, allOf, enum: values, const: constant } = resolve(schema);
  if (constant !== undefined || values) return (values ?? [constant]).map((value) => JSON.stringify(value)).join(" | ");
  const choices = oneOf ?? anyOf ?? allOf;
  if (choices) return choices.map((choice) => outline(choice, depth)).join(allOf ? " & " : " | ");
  if (items) return depth > 5 ? "[…]" : `[${outline(items, depth + 1)}]`;
  if (!properties) return [type].flat().join(" | ") || "anything";
  if (depth > 5) return "{…}";
  const required = resolve(schema).required ?? [];
  const indent = "  ".repeat(depth + 1);
  const lines = Object.entries(properties).map(
    ([name, value]) => `${indent}"${name}"${required.includes(name) ? "" : "?"}: ${outline(value, depth + 1)}`);
  return `{\n${lines.join(",\n")}\n${"  ".repeat(depth)}}`;
}

function bodies(content = {}) {
  return Object.entries(content).flatMap(([kind, { schema }]) => {
    const pre = element("pre", "", element("code", outline(schema)));
    pre.tabIndex = 0;
    return [element("p", kind), pre];
  });
}

function table(head, rows) {
  const row = (cells, name) => element("tr", "", ...cells.map((cell) => element(name, cell)));
  return element("table", "", element("thead", "", row(head, "th")), element("tbody", "", ...rows.map((cells) => row(cells, "td"))));
}

function section(path, method, operation) {
  const parts = [element("h2", "", element("code", `${method.toUpperCase()} ${path}`)), element("p", operation.summary), element("p", operation.description)];
  parts[0].id = `${method}-${path}`;
  const parameters = (operation.parameters ?? []).map(resolve);
  if (parameters.length) {
    parts.push(element("h3", "Parameters"), table(["Name", "In", "", "What"], parameters.map((parameter) => [
      parameter.name, parameter.in, parameter.required ? "required" : "", parameter.description ?? outline(parameter.schema),
    ])));
  }
  const request = resolve(operation.requestBody).content;
  if (request) parts.push(element("h3", "Body"), ...bodies(request));
  for (const [status, answer] of Object.entries(operation.responses ?? {})) {
    const { description: text = "", content } = resolve(answer);
    parts.push(element("h3", `${status} ${text}`), ...(status < "300" ? bodies(content) : []));
  }
  return element("section", "", ...parts.filter((part) => part.childNodes.length));
}

document.getElementById("about").textContent = description.info?.description ?? "";
const METHODS = ["get", "post", "put", "patch", "delete"];
for (const [path, operations] of Object.entries(description.paths ?? {})) {
  for (const method of METHODS.filter((method) => operations[method])) {
    document.getElementById("operations").append(section(path, method, operations[method]));
    const link = element("a", `${method.toUpperCase()} ${path}`);
    link.href = `#${method}-${path}`;
    document.getElementById("contents").append(element("li", "", link));
  }
}
