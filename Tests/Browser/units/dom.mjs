/** As much of the DOM as the Markdown renderer uses: it is written down as HTML, escaped as a browser would. */
const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

class Node {
  childNodes = [];

  constructor(name) {
    this.nodeName = name.toUpperCase();
  }

  append(...nodes) {
    for (const node of nodes) {
      if (node.parent) node.remove();
      if (typeof node === "object") node.parent = this;
      this.childNodes.push(node);
    }
  }

  get firstChild() {
    return this.childNodes[0];
  }

  get lastChild() {
    return this.childNodes.at(-1);
  }

  remove() {
    this.parent.childNodes.splice(this.parent.childNodes.indexOf(this), 1);
    this.parent = undefined;
  }

  replaceWith(...nodes) {
    const { childNodes } = this.parent;
    for (const node of nodes) if (typeof node === "object") node.parent = this.parent;
    childNodes.splice(childNodes.indexOf(this), 1, ...nodes);
  }

  set textContent(text) {
    this.childNodes = [text];
  }

  get attributes() {
    return ["href", "start"].filter((name) => this[name] !== undefined).map((name) => ` ${name}="${escape(String(this[name]))}"`);
  }

  get html() {
    const inside = this.childNodes.map((node) => (typeof node === "string" ? escape(node) : node.html)).join("");
    const name = this.nodeName.toLowerCase();
    return `<${name}${this.attributes.join("")}>${inside}</${name}>`.replace(/<\/(br|hr)>/g, "");
  }
}

export const installDocument = () => (globalThis.document = { createElement: (name) => new Node(name) });
