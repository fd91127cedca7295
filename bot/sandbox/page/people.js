// The list of people and, below each, their groups: the last line of each chat, and whether something in it is new.

import { addressOf } from "./address.js";
import { avatar, byId, el, fullName } from "./dom.js";
import { isIn } from "./groups.js";
import { placeOf } from "./place.js";
import { shortStamp } from "./times.js";

// What was read is remembered for all tabs of this browser: each may be another person.
const seenKey = (place) => `seen:${place.key}`;

function remembered(place) {
  try {
    return Number(localStorage.getItem(seenKey(place)) ?? 0);
  } catch {
    return 0; // storage may be forbidden; then everything counts as read
  }
}

export function markSeen(place, chat) {
  if (!chat?.last || chat.last.date <= remembered(place)) return;
  try {
    localStorage.setItem(seenKey(place), String(chat.last.date));
  } catch {
    // see above
  }
}

const isNew = (place, { last }) => Boolean(last) && remembered(place) > 0 && last.date > remembered(place);

function row(place, chat, { name, last, look }, current) {
  const open = place.key === current.key;
  const badge = !open && isNew(place, chat) ? el("span", { class: "badge dot" }, el("span", { class: "sr" }, "new messages")) : null;
  return el(
    "a",
    { class: look, href: addressOf(place.person, place.group), "aria-current": open ? "true" : false, "data-place": place.key },
    avatar({ id: chat.id, first_name: name }),
    el("b", {}, name),
    chat.last ? el("time", { datetime: new Date(chat.last.date * 1000).toISOString() }, shortStamp(chat.last.date)) : el("span"),
    el("span", { class: "last" }, last.replace(/\s+/gu, " ")),
    badge,
  );
}

function personRow(person, current) {
  const last = person.blocked ? "The bot is blocked" : (person.last?.text ?? "Not started yet");
  return row(placeOf(person.id, null), person, { name: fullName(person), last, look: "person" }, current);
}

function groupRow(group, person, current) {
  const said = { name: group.title, last: group.last?.text ?? "Nothing said yet", look: "person group" };
  return el("li", {}, row(placeOf(person.id, group.id), group, said, current));
}

const latest = (chat) => chat.last?.date ?? Infinity;
const newestFirst = (a, b) => latest(b) - latest(a) || b.id - a.id;

// Newest chats first; one who has not written yet counts as new.
export function drawPeople(people, groups, current) {
  const list = byId("everyone");
  const held = document.activeElement?.closest?.("#everyone [data-place]")?.dataset.place;
  const rows = [...people].sort(newestFirst).map((person) => {
    const mine = groups.filter((group) => isIn(group, person.id)).sort(newestFirst);
    const inside = mine.map((group) => groupRow(group, person, current));
    return el("li", {}, personRow(person, current), mine.length ? el("ol", { "aria-label": `Groups of ${fullName(person)}` }, inside) : null);
  });
  list.replaceChildren(...rows);
  if (held) list.querySelector(`[data-place="${CSS.escape(held)}"]`)?.focus();
}
