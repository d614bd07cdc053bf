// Shows openapi.json to people. Everything from it is set as text.

/** An element with attributes and what is in it: texts and other elements. */
function element(name, attributes = {}, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content);
  return made;
}

const code = (text) => element("code", {}, text);

function table(title, heads, rows) {
  if (rows.length === 0) return "";
  return element("div", { class: "wide", tabindex: "0" }, element("table", {},
    element("caption", {}, title),
    element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))),
    element("tbody", {}, ...rows.map((cells) => element("tr", {}, ...cells.map((cell) => element("td", {}, cell)))))));
}

/** A schema in a few words: a link to its shape, or its type with its limits. */
function shape(schema) {
  if (!schema) return "";
  if (schema.$ref) {
    const name = schema.$ref.split("/").pop();
    return element("a", { href: `#shape-${name}` }, name);
  }
  if (schema.type === "array") return element("span", {}, "list of ", shape(schema.items));
  const words = [schema.format ? `${schema.type} (${schema.format})` : schema.type ?? "anything"];
  if (schema.enum) words.push(`one of ${schema.enum.join(", ")}`);
  for (const key of ["minimum", "maximum", "minLength", "maxLength", "default"]) {
    if (schema[key] !== undefined) words.push(`${key} ${schema[key]}`);
  }
  return words.join(", ");
}

function content(media) {
  const kinds = Object.entries(media ?? {});
  return element("span", {}, ...kinds.flatMap(([type, { schema }], index) =>
    [index ? ", " : "", code(type), " ", shape(schema)]));
}

/** Who may ask: any one of these. */
function access(security) {
  const names = { apiKey: "X-API-KEY", pageToken: "X-Page-Token", token: "Authorization: Bearer", ticket: "?ticket=" };
  const ways = (security ?? []).flatMap((way) => Object.keys(way)).map((name) => names[name] ?? name);
  return ways.length ? `With ${ways.join(", or ")}.` : "Nobody has to say who they are.";
}

function operation(path, method, it) {
  const parameters = (it.parameters ?? []).map((parameter) => [
    code(parameter.name), parameter.in + (parameter.required ? ", required" : ""), shape(parameter.schema), parameter.description ?? "",
  ]);
  const answers = Object.entries(it.responses).map(([status, answer]) =>
    [status, answer.description, content(answer.content)]);
  return element("article", { id: it.operationId },
    element("h2", {}, element("span", { class: "method" }, method.toUpperCase()), code(path)),
    element("p", {}, `${it.summary}. ${access(it.security)}`),
    it.requestBody ? element("p", {}, "Body: ", content(it.requestBody.content), it.requestBody.required ? "" : " (optional)") : "",
    table("Parameters", ["name", "where", "value", ""], parameters),
    table("Answers", ["status", "", "content"], answers));
}

function described(name, schema) {
  const required = new Set(schema.required ?? []);
  const rows = Object.entries(schema.properties ?? {}).map(([key, value]) =>
    [code(key), required.has(key) ? "always" : "", shape(value)]);
  return element("article", { id: `shape-${name}` },
    element("h3", {}, name), schema.description ? element("p", {}, schema.description) : "",
    table("Fields", ["name", "", "value"], rows));
}

function show(document_) {
  document.getElementById("name").textContent = document_.info.title;
  document.getElementById("summary").textContent = document_.info.description ?? "";
  // The files of pages are described too, and are nobody's interface.
  const paths = Object.entries(document_.paths).filter(([path]) => !/\.(js|css|svg)$/.test(path));
  const operations = paths.flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, it]) => ({ path, method, it })));
  document.getElementById("contents").replaceChildren(...operations.map(({ path, method, it }) =>
    element("li", {}, element("a", { href: `#${it.operationId}` },
      element("span", { class: "method" }, method.toUpperCase()), code(path)))));
  document.getElementById("operations").replaceChildren(
    ...operations.map(({ path, method, it }) => operation(path, method, it)));
  document.getElementById("schemas").replaceChildren(
    ...Object.entries(document_.components?.schemas ?? {}).map(([name, schema]) => described(name, schema)));
}

try {
  const answer = await fetch("openapi.json");
  if (!answer.ok) throw new Error(`openapi.json: ${answer.status}`);
  show(await answer.json());
} catch (error) {
  document.getElementById("operations").textContent = `The description could not be read (${error.message}).`;
}
