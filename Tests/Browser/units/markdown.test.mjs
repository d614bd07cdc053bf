import assert from "node:assert/strict";
import { test } from "node:test";
import { installDocument } from "./dom.mjs";

const { MarkdownView, safeAddress, splitBlocks } = await import(`${process.env.PAGE}/markdown.js`);

installDocument();

function shown(text) {
  const view = new MarkdownView(document.createElement("div"));
  view.update(text);
  return view.element.html.replace(/^<div>|<\/div>$/g, "");
}

const CASES = {
  "a line": "<p>a line</p>",
  "two\nlines": "<p>two<br>lines</p>",
  "a\n\nb": "<p>a</p><p>b</p>",
  "**bold** and *slanted* and ~~gone~~": "<p><strong>bold</strong> and <em>slanted</em> and <del>gone</del></p>",
  "***both***": "<p><strong><em>both</em></strong></p>",
  "**a *b* c**": "<p><strong>a <em>b</em> c</strong></p>",
  "some_file_name and __init__": "<p>some_file_name and <strong>init</strong></p>",
  "2 * 3 * 4 and a*b": "<p>2 * 3 * 4 and a*b</p>",
  "**not closed": "<p>**not closed</p>",
  "\\*not slanted\\*": "<p>*not slanted*</p>",
  "`a <b> *c*` and ``a ` b``": "<p><code>a &lt;b> *c*</code> and <code>a ` b</code></p>",
  "# One\ntext": "<h3>One</h3><p>text</p>",
  "###### Six": "<h6>Six</h6>",
  "#hashtag": "<p>#hashtag</p>",
  "---": "<hr>",
  "- a\n- b\n  - c\n- d": "<ul><li>a</li><li>b<ul><li>c</li></ul></li><li>d</li></ul>",
  "3. c\n4. d": '<ol start="3"><li>c</li><li>d</li></ol>',
  "- a\n\n  more of a\n\n- b": "<ul><li>a<p>more of a</p></li><li>b</li></ul>",
  "> a\n> **b**": "<blockquote><p>a<br><strong>b</strong></p></blockquote>",
  "```js\n<b>\n\n**x**\n```\nafter": "<figure><figcaption><span>js</span></figcaption><pre><code>&lt;b>\n\n**x**</code></pre></figure><p>after</p>",
  "```\nnot closed": "<figure><figcaption><span></span></figcaption><pre><code>not closed</code></pre></figure>",
  "| a | b |\n|---|--:|\n| 1 \\| 2 | **3** |":
    "<div><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1 | 2</td><td><strong>3</strong></td></tr></tbody></table></div>",
  "[a](https://example.com/x_(y))": '<p><a href="https://example.com/x_(y)">a</a></p>',
  "see https://example.com/a_b_c.": '<p>see <a href="https://example.com/a_b_c">https://example.com/a_b_c</a>.</p>',
  "(see https://example.com)": '<p>(see <a href="https://example.com/">https://example.com</a>)</p>',
  "<mailto:a@example.com>": '<p><a href="mailto:a@example.com">mailto:a@example.com</a></p>',
  "![a picture](https://example.com/p.png)": '<p><a href="https://example.com/p.png">a picture</a></p>',
  "[a](javascript:alert(1))": "<p><span>a</span></p>",
  "[a](//example.com) [b](/chat)": "<p><span>a</span> <span>b</span></p>",
  "[[a](https://a.example)](https://b.example)": '<p><a href="https://b.example/">[a](https://a.example)</a></p>',
  "<script>alert(1)</script>": "<p>&lt;script>alert(1)&lt;/script></p>",
  "<img src=x onerror=alert(1)>": "<p>&lt;img src=x onerror=alert(1)></p>",
};

for (const [source, expected] of Object.entries(CASES)) {
  test(`Markdown: ${JSON.stringify(source)}`, () => assert.equal(shown(source), expected));
}

test("addresses that run something, or go nowhere, are no links", () => {
  for (const address of ["javascript:x", "JaVaScRiPt:x", "\tjavascript:x", "data:text/html,x", "vbscript:x", "file:///etc", "blob:x", "x", ""]) {
    assert.equal(safeAddress(address), undefined, address);
  }
});

test("a text that comes piece by piece ends as it does in one", () => {
  const text = Object.keys(CASES).join("\n\n");
  const view = new MarkdownView(document.createElement("div"));
  for (let end = 0; end <= text.length; end += 1) view.update(text.slice(0, end));
  assert.equal(view.element.html, `<div>${shown(text)}</div>`);
});

test("blocks that have not changed keep their nodes", () => {
  const view = new MarkdownView(document.createElement("div"));
  view.update("one\n\ntwo");
  const [first] = view.element.childNodes;
  view.update("one\n\ntwo and more\n\nthree");
  assert.equal(view.element.childNodes[0], first);
  assert.equal(view.element.childNodes.length, 3);
});

test("no text, however made, takes longer than in proportion to it, and none of it is lost", () => {
  const seeds = ["*", "**", "_a", "`", "``a", "[", "![", "[a](", "[a](b", "<", "> ", "- ", "1. ", "#", "|", "|-", "\n", "\\", "~~", "*a *", "https://", "  - "];
  for (const seed of [...seeds, ...seeds.map((seed) => `${seed}\n`)]) {
    const text = seed.repeat(Math.floor(100_000 / seed.length));
    const start = process.cpuUsage(); // What others do on the machine does not count.
    shown(text);
    const took = process.cpuUsage(start).user / 1000;
    assert.ok(took < 5000, `${JSON.stringify(seed)} took ${Math.round(took)} ms`);
  }
});

test("every word of a random text is shown", () => {
  let state = 1;
  const random = (below) => ((state = (state * 48271) % 2147483647) % below);
  const pieces = ["word", " ", "*", "**", "_", "`", "[", "](", ")", "\n", "\n\n", "- ", "> ", "|", "<b>", "~~", "1. ", "#", "\\"];
  for (let round = 0; round < 2000; round += 1) {
    let number = 0;
    const text = Array.from({ length: 40 }, () => pieces[random(pieces.length)]).join("").replace(/word/g, () => `w${number++}z`);
    const html = shown(text);
    for (let index = 0; index < number; index += 1) {
      // A fence's language may have more words than one, of which the first is shown; an address is in its link.
      if (!text.includes("```")) assert.ok(html.includes(`w${index}z`) || text.includes("]("), `${JSON.stringify(text)} lacks ${index}`);
    }
  }
});

test("blocks together are the whole text", () => {
  const text = Object.keys(CASES).join("\n\n");
  assert.equal(splitBlocks(text).join("").replace(/\s/g, ""), text.replace(/\s/g, ""));
});
