/**
 * Shows Markdown with DOM nodes and text alone: no HTML of a model's is ever parsed. Links go to http, https and mailto
 * only, and images become links, so that reading asks nobody for anything.
 */

const FENCE = /^ {0,3}(```+|~~~+)\s*([^`\s]*)/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/;
const RULE = /^ {0,3}([-*_])(\s*\1){2,}\s*$/;
const ITEM = /^( *)([-*+]|\d{1,9}[.)])(?:\s+|$)/;
const QUOTE = /^ {0,3}> ?/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;
/** A longer text is shown as it was written: it is drawn again with each piece of it. */
const LONGEST_TEXT = 200_000;
/** Lists in quotes in lists…: deeper than this, marks are shown as they were written. */
const DEEPEST = 8;
/** What is longer is no link: so a flood of brackets costs no more than its length. */
const LONGEST_LINK = 2048;

/** Shows a growing text. Blocks that have not changed keep their nodes, and with them a reader's selection. */
export class MarkdownView {
  #blocks = [];

  /** `onCode(caption, code)` may add to each block of code. */
  constructor(element, onCode = () => {}) {
    this.element = element;
    this.onCode = onCode;
  }

  /** @param {string} text the whole text, not what is new of it. */
  update(text) {
    if (text.length > LONGEST_TEXT) {
      this.element.textContent = text;
      this.#blocks = [];
      return;
    }
    const sources = splitBlocks(text);
    let same = 0;
    while (same < sources.length && sources[same] === this.#blocks[same]) same += 1;
    while (this.element.childNodes.length > same) this.element.lastChild.remove();
    for (const source of sources.slice(same)) this.element.append(block(source, this.onCode, 0));
    this.#blocks = sources;
  }
}

/* Blocks */

const isBlank = (line) => line.trim() === "";
const isItem = (line) => ITEM.test(line) && !RULE.test(line);
const startsBlock = (line) => [FENCE, HEADING, RULE, QUOTE].some((start) => start.test(line));
const closes = (line, mark) => line.trim().length >= mark.length && line.trim() === mark[0].repeat(line.trim().length);

/** The source of each block. */
export function splitBlocks(text) {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const blocks = [];
  for (let at = 0; at < lines.length; ) {
    const start = at;
    at = isBlank(lines[at]) ? at + 1 : endOfBlock(lines, at);
    if (!isBlank(lines[start])) blocks.push(lines.slice(start, at).join("\n"));
  }
  return blocks;
}

function endOfBlock(lines, start) {
  const first = lines[start];
  const until = (isEnd) => {
    let at = start + 1;
    while (at < lines.length && !isEnd(lines[at], lines[at + 1] ?? "")) at += 1;
    return at;
  };
  const fence = FENCE.exec(first);
  // One that is not closed yet is code to the end: the text is still being written.
  if (fence) return Math.min(until((line) => closes(line, fence[1])) + 1, lines.length);
  if (HEADING.test(first) || RULE.test(first)) return start + 1;
  if (QUOTE.test(first)) return until((line) => !QUOTE.test(line));
  if (isItem(first)) {
    return until((line, next) => {
      if (!isBlank(line)) return !/^ {2}/.test(line) && startsBlock(line);
      return !isItem(next) && !/^ {2,}\S/.test(next); // A blank line ends the list unless it goes on behind it.
    });
  }
  return until((line) => isBlank(line) || startsBlock(line) || isItem(line));
}

function element(name, ...children) {
  const node = document.createElement(name);
  node.append(...children);
  return node;
}

function block(source, onCode, depth) {
  const lines = source.split("\n");
  const [first] = lines;
  const fence = FENCE.exec(first);
  if (fence) return codeBlock(lines, fence, onCode);
  if (RULE.test(first)) return element("hr");
  const heading = HEADING.exec(first);
  // Below the page's own h1.
  if (heading) return inline(element(`h${Math.min(heading[1].length + 2, 6)}`), heading[2]);
  if (depth < DEEPEST && QUOTE.test(first)) {
    return fill(element("blockquote"), lines.map((line) => line.replace(QUOTE, "")), onCode, depth);
  }
  if (depth < DEEPEST && isItem(first)) return list(lines, onCode, depth);
  if (lines.length > 1 && first.includes("|") && TABLE_RULE.test(lines[1])) return table(lines);
  return inline(element("p"), source);
}

function fill(parent, lines, onCode, depth) {
  for (const part of splitBlocks(lines.join("\n"))) parent.append(block(part, onCode, depth + 1));
  return parent;
}

function codeBlock(lines, [, mark, language], onCode) {
  const isClosed = lines.length > 1 && closes(lines.at(-1), mark);
  const code = element("code", lines.slice(1, isClosed ? -1 : undefined).join("\n"));
  const pre = element("pre", code);
  pre.tabIndex = 0; // Where it is wider than the screen, the keys scroll it.
  const caption = element("figcaption", element("span", language));
  const figure = element("figure", caption, pre);
  figure.className = "code";
  figure.dir = "ltr";
  onCode(caption, code);
  return figure;
}

function list(lines, onCode, depth) {
  const [, indent, mark] = ITEM.exec(lines[0]);
  const number = parseInt(mark, 10);
  const node = element(number >= 0 ? "ol" : "ul");
  if (number >= 0 && number !== 1) node.start = number;
  const items = [];
  for (const line of lines) {
    if (isItem(line) && ITEM.exec(line)[1].length < indent.length + 2) items.push([line]);
    else items.at(-1).push(line);
  }
  for (const [head, ...rest] of items) {
    const width = ITEM.exec(head)[0].length;
    const margin = new RegExp(`^ {0,${Math.max(width, 2)}}`);
    const item = fill(element("li"), [head.slice(width), ...rest.map((line) => line.replace(margin, ""))], onCode, depth);
    // A short item is no paragraph.
    if (item.firstChild?.nodeName === "P") item.firstChild.replaceWith(...item.firstChild.childNodes);
    node.append(item);
  }
  return node;
}

function table([head, rule, ...rows]) {
  const cells = (line) => line.trim().replace(/^\||(?<!\\)\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim());
  const sides = cells(rule).map((cell) => (cell.endsWith(":") ? (cell.startsWith(":") ? "center" : "end") : "start"));
  const row = (name) => (line) =>
    element("tr", ...cells(line).slice(0, sides.length).map((cell, index) => {
      const node = inline(element(name), cell);
      node.className = sides[index];
      return node;
    }));
  const grid = element("table", element("thead", row("th")(head)), element("tbody", ...rows.map(row("td"))));
  const frame = element("div", grid);
  frame.className = "table";
  frame.tabIndex = 0;
  return frame;
}

/* Within a line */

const SPECIAL = /[\\`*_~[!<\n]|https?:\/\//g;
const PLAIN_URL = /https?:\/\/[^\s<>"`]+/y;
const EMPHASIS = { "***": "strong", "**": "strong", __: "strong", "*": "em", _: "em", "~~": "del" };

/** Appends `text` to `parent`, its emphasis, code and links as elements. Takes time in proportion to the text. */
function inline(parent, text, depth = 0, inLink = false) {
  let plain = "";
  const hopeless = new Set(); // Marks that nothing closes from here on.
  const flush = () => {
    if (plain) parent.append(plain);
    plain = "";
  };
  for (let at = 0; at < text.length; ) {
    SPECIAL.lastIndex = at;
    const special = SPECIAL.exec(text);
    plain += text.slice(at, special?.index);
    if (!special) break;
    at = special.index;
    const found = depth < DEEPEST
      ? escape(text, at) ?? lineBreak(text, at) ?? codeSpan(text, at, hopeless) ??
        emphasis(text, at, hopeless, depth, inLink) ?? (inLink ? undefined : link(text, at, depth))
      : undefined;
    if (found?.node) {
      flush();
      parent.append(found.node);
    } else {
      plain += found?.text ?? special[0];
    }
    at = found?.end ?? at + special[0].length;
  }
  flush();
  return parent;
}

function escape(text, at) {
  if (text[at] === "\\" && /[!-/:-@[-`{-~]/.test(text[at + 1] ?? "")) return { text: text[at + 1], end: at + 2 };
}

// In chats a single line break counts, where Markdown would make it a space.
function lineBreak(text, at) {
  if (text[at] === "\n") return { node: element("br"), end: at + 1 };
}

function codeSpan(text, at, hopeless) {
  if (text[at] !== "`") return undefined;
  const runEnd = (from) => {
    while (text[from] === "`") from += 1;
    return from;
  };
  const start = runEnd(at);
  const mark = text.slice(at, start);
  let close = hopeless.has(mark) ? -1 : text.indexOf(mark, start);
  // A longer run of backticks is part of the code.
  while (close >= 0 && runEnd(close) > close + mark.length) close = text.indexOf(mark, runEnd(close));
  if (close >= 0) return { node: element("code", text.slice(start, close).trim()), end: close + mark.length };
  hopeless.add(mark);
  return { text: mark, end: start };
}

function emphasis(text, at, hopeless, depth, inLink) {
  const mark = [3, 2, 1].map((length) => text.slice(at, at + length)).find((candidate) => EMPHASIS[candidate]);
  if (!mark || hopeless.has(mark)) return undefined;
  const start = at + mark.length;
  const isWord = (character = "") => mark[0] === "_" && /[\p{L}\p{N}_]/u.test(character); // some_file_name
  if (/^\s?$/.test(text[start] ?? "") || isWord(text[at - 1])) return undefined;
  for (let close = text.indexOf(mark, start + 1); close >= 0; close = text.indexOf(mark, close + 1)) {
    const [before, after] = [text[close - 1], text[close + mark.length]];
    const isHalf = mark.length === 1 && (before === mark || after === mark); // of a double mark
    if (/[\s\\]/.test(before) || isHalf || isWord(after)) continue;
    const inside = text.slice(start, close);
    const node = inline(element(EMPHASIS[mark]), mark.length > 2 ? `*${inside}*` : inside, depth + 1, inLink);
    return { node, end: close + mark.length };
  }
  hopeless.add(mark);
}

function link(text, at, depth) {
  if (text.startsWith("http", at)) {
    PLAIN_URL.lastIndex = at;
    let url = PLAIN_URL.exec(text)?.[0].replace(/[.,;:!?'*_~\]]+$/, "");
    if (!url) return undefined;
    // As in "(see https://example.com)".
    if (url.endsWith(")") && !url.includes("(")) url = url.slice(0, -1);
    return anchor(url, url, at + url.length, depth);
  }
  const start = text.startsWith("![", at) ? at + 1 : at;
  const part = text.slice(start, start + LONGEST_LINK);
  const bare = /^<((?:https?:\/\/|mailto:)[^\s<>]+)>/.exec(part);
  if (bare) return anchor(bare[1], bare[1], at + bare[0].length, depth);
  const named = /^\[((?:[^[\]\\]|\\.|\[[^[\]]*\])*)\]\(\s*<?((?:[^\s()<>]|\([^\s()<>]*\))*)>?(?:\s+"[^"]*")?\s*\)/.exec(part);
  if (named) return anchor(named[2], named[1] || named[2], start + named[0].length, depth);
}

function anchor(address, label, end, depth) {
  const url = safeAddress(address);
  const node = inline(element(url ? "a" : "span"), label, depth + 1, true);
  if (url) {
    node.href = url;
    node.title = url; // What a label hides is shown on pointing at it.
    node.rel = "noopener noreferrer";
    node.target = "_blank";
  }
  return { node, end };
}

/** The address, where it is absolute and of a scheme that runs nothing. */
export function safeAddress(address) {
  if (!URL.canParse(address)) return undefined;
  const { protocol, href } = new URL(address);
  return ["http:", "https:", "mailto:"].includes(protocol) ? href : undefined;
}
