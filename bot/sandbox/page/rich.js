// Text and its entities become nodes. Offsets are UTF-16 units, in Telegram as in JavaScript.

import { el, icon } from "./dom.js";
import { stamp, telegramTime } from "./times.js";

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const PLAIN = { bold: "b", italic: "i", underline: "u", strikethrough: "s" };
const LONG_QUOTE = 160;

// `hands` does what a tap in the text asks for: hands.say(text), hands.follow(url), hands.copy(text).
export function rich(text, entities, { language, hands }) {
  const sorted = (entities ?? [])
    .map((entity) => ({ ...entity, end: entity.offset + entity.length }))
    .filter((entity) => entity.length > 0 && entity.offset >= 0 && entity.end <= text.length)
    .sort((a, b) => a.offset - b.offset || b.end - a.end);
  return span(text, 0, text.length, sorted, { language, hands });
}

function span(text, start, end, entities, around) {
  const nodes = [];
  let at = start;
  let afterBlock = false;
  const plain = (to) => {
    let piece = text.slice(at, to);
    if (afterBlock) piece = piece.replace(/^\n/u, ""); // a block ends its own line
    if (piece) nodes.push(document.createTextNode(piece));
  };
  for (let i = 0; i < entities.length; i += 1) {
    const entity = entities[i];
    if (entity.offset < at || entity.end > end) continue; // was nested in one before, or crosses its parent
    plain(entity.offset);
    const inner = entities.slice(i + 1).filter((other) => other.offset >= entity.offset && other.end <= entity.end);
    const raw = text.slice(entity.offset, entity.end);
    nodes.push(wrap(entity, raw, span(text, entity.offset, entity.end, inner, around), around));
    afterBlock = BLOCKS.has(entity.type);
    at = entity.end;
  }
  plain(end);
  return nodes;
}

function wrap(entity, raw, inner, around) {
  if (PLAIN[entity.type]) return el(PLAIN[entity.type], {}, inner);
  const draw = DRAW[entity.type];
  return draw ? draw(entity, raw, inner, around) : el("span", {}, inner);
}

const DRAW = {
  spoiler: (_, __, inner) => spoiler(inner),
  code: (_, raw, __, { hands }) => el("code", { title: "Copy", onclick: () => hands.copy(raw) }, raw),
  pre: (_, raw) => el("pre", { tabindex: "0" }, el("code", {}, raw)),
  blockquote: (_, __, inner) => el("blockquote", {}, inner),
  expandable_blockquote: (_, raw, inner) => expandable(raw, inner),
  text_link: (entity, _, inner, { hands }) => link(entity.url, inner, hands),
  url: (_, raw, inner, { hands }) => link(/^[a-z]+:/iu.test(raw) ? raw : `https://${raw}`, inner, hands),
  email: (_, raw, inner, { hands }) => link(`mailto:${raw}`, inner, hands),
  bot_command: (_, raw, __, { hands }) => command(raw, hands),
  mention: (_, raw, inner, { hands }) => link(`https://t.me/${raw.slice(1)}`, inner, hands),
  text_mention: (_, __, inner) => el("span", { class: "mention" }, inner),
  date_time: (entity, raw, _, { language }) => dateTime(entity, raw, language),
};

function spoiler(inner) {
  const node = el("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Hidden text, press to show" }, inner);
  const reveal = () => {
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
    node.classList.add("seen");
  };
  node.addEventListener("click", reveal);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      reveal();
    }
  });
  return node;
}

function expandable(raw, inner) {
  if (raw.length < LONG_QUOTE && raw.split("\n").length < 4) return el("blockquote", {}, inner);
  const body = el("div", { class: "clipped" }, inner);
  const button = el("button", { type: "button", class: "plain square unfold", "aria-expanded": "false" });
  button.append(icon("next"), el("span", { class: "sr" }, "Show all"));
  button.addEventListener("click", () => {
    const open = body.classList.toggle("clipped") === false;
    button.setAttribute("aria-expanded", String(open));
  });
  return el("blockquote", {}, body, button);
}

// Only what a browser may safely open becomes a link; anything else stays text.
function link(url, inner, hands) {
  if (!/^(https?|mailto|tel|tg):/iu.test(url ?? "")) return el("span", {}, inner);
  const follow = (event) => {
    if (hands.follow(url)) event.preventDefault();
  };
  return el("a", { href: url, title: url, target: "_blank", rel: "noopener noreferrer", onclick: follow }, inner);
}

function command(raw, hands) {
  const send = (event) => {
    event.preventDefault();
    hands.say(raw);
  };
  return el("a", { href: "#", class: "command", onclick: send }, raw);
}

function dateTime(entity, raw, language) {
  const text = telegramTime(entity.unix_time, entity.date_time_format ?? "", language) ?? raw;
  return el("time", {
    class: "tg-time",
    datetime: new Date(entity.unix_time * 1000).toISOString(),
    title: entity.date_time_format === "r" ? stamp(entity.unix_time) : raw,
    "data-relative": entity.date_time_format === "r" && entity.unix_time,
    "data-language": language,
  }, text);
}
