// The list of people: who they are, the last line of their chats, and whether something in there is new.

import { avatar, byId, el, fullName } from "./dom.js";
import { shortStamp } from "./times.js";

// What was read is remembered for all tabs of this browser: each may be another person.
const seenKey = (id) => `seen:${id}`;

function remembered(id) {
  try {
    return Number(localStorage.getItem(seenKey(id)) ?? 0);
  } catch {
    return 0; // storage may be forbidden; then everything counts as read
  }
}

export function markSeen(person) {
  if (!person?.last || person.last.date <= remembered(person.id)) return;
  try {
    localStorage.setItem(seenKey(person.id), String(person.last.date));
  } catch {
    // see above
  }
}

const isNew = (person) => Boolean(person.last) && remembered(person.id) > 0 && person.last.date > remembered(person.id);

function row(person, current) {
  const badge = person.id !== current && isNew(person) ? el("span", { class: "badge dot" }, el("span", { class: "sr" }, "new messages")) : null;
  const last = person.blocked ? "The bot is blocked" : (person.last?.text ?? "Not started yet");
  return el("li", {}, el(
    "a",
    { class: "person", href: `#/${person.id}`, "aria-current": person.id === current ? "true" : false, "data-person": person.id },
    avatar(person),
    el("b", {}, fullName(person)),
    person.last ? el("time", { datetime: new Date(person.last.date * 1000).toISOString() }, shortStamp(person.last.date)) : el("span"),
    el("span", { class: "last" }, last.replace(/\s+/gu, " ")),
    badge,
  ));
}

// Newest chats first; one who has not written yet counts as new.
export function drawPeople(people, current) {
  const list = byId("everyone");
  const held = document.activeElement?.closest?.("[data-person]")?.dataset.person;
  const latest = (person) => person.last?.date ?? Infinity;
  const sorted = [...people].sort((a, b) => latest(b) - latest(a) || b.id - a.id);
  list.replaceChildren(...sorted.map((person) => row(person, current)));
  if (held) list.querySelector(`[data-person="${CSS.escape(held)}"]`)?.focus();
}
