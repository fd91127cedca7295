// The open chat: its messages, kept equal to the server's, and where the reader is in them.

import { bubble, nameOf } from "./bubble.js";
import { byId, el, show } from "./dom.js";
import { dayKey, dayName } from "./times.js";

const NEAR = 80; // pixels from the end that still count as being there

export function makeChat(around) {
  const [log, list, newest] = ["log", "messages", "newest"].map(byId);
  let shown = new Map(); // message's name -> {json, node, message}
  let pressed = new Map(); // message's name -> "row:column" that waits for its answer

  // The log is column-reverse: its end is at scrollTop 0, and above it scrollTop is negative.
  const atEnd = () => log.scrollTop > -NEAR;
  const toEnd = () => {
    log.scrollTop = 0;
  };
  log.addEventListener("scroll", () => show(newest, !atEnd()), { passive: true });
  newest.addEventListener("click", toEnd);

  const draw = (message) => {
    const node = bubble(message, around());
    mark(node, pressed.get(nameOf(message)));
    return node;
  };

  function put(message) {
    const [json, name] = [JSON.stringify(message), nameOf(message)];
    const old = shown.get(name);
    if (old?.json === json) return;
    const node = draw(message);
    const entry = { json, node, message };
    if (old) replace(old.node, node);
    else keepPlace(() => append(message, node));
    shown.set(name, entry);
  }

  function replace(old, node) {
    const place = old.contains(document.activeElement) && document.activeElement.dataset.place;
    keepPlace(() => old.replaceWith(node));
    if (place) (node.querySelector(`[data-place="${place}"]`) ?? node.querySelector("[data-place]"))?.focus();
  }

  function append(message, node) {
    const last = [...shown.values()].at(-1);
    if (!last || dayKey(last.message.date) !== dayKey(message.date)) {
      list.append(el("li", { class: "svc", "data-day": true }, dayName(message.date)));
    }
    list.append(node);
  }

  // A reader at the end stays there; one who scrolled up keeps looking at the same line.
  function keepPlace(change) {
    const follows = atEnd();
    const before = { top: log.scrollTop, height: log.scrollHeight };
    change();
    if (follows) toEnd();
    else if (log.scrollTop === before.top) log.scrollTop = before.top - (log.scrollHeight - before.height);
  }

  function drop(name) {
    const entry = shown.get(name);
    if (!entry) return;
    const above = entry.node.previousElementSibling;
    entry.node.remove();
    if (above?.matches("[data-day]") && !above.nextElementSibling?.matches("[data-id]")) above.remove();
    shown.delete(name);
  }

  function mark(node, place) {
    for (const key of node.querySelectorAll("[aria-busy]")) key.removeAttribute("aria-busy");
    if (place) node.querySelector(`[data-place="${place}"]`)?.setAttribute("aria-busy", "true");
  }

  return {
    put,
    drop: (message) => drop(nameOf(message)),
    toEnd,
    clear() {
      shown = new Map();
      pressed = new Map();
      list.replaceChildren();
      show(newest, false);
    },
    // The server's whole chat: what is missing comes, what is gone goes, the rest is left alone.
    replaceAll(messages) {
      const names = new Set(messages.map(nameOf));
      for (const name of [...shown.keys()]) if (!names.has(name)) drop(name);
      log.setAttribute("aria-busy", "true"); // the past is not read out
      messages.forEach(put);
      log.removeAttribute("aria-busy");
    },
    busy(message, place) {
      const name = nameOf(message);
      if (place) pressed.set(name, place);
      else pressed.delete(name);
      const entry = shown.get(name);
      if (entry) mark(entry.node, place);
    },
    isBusy: (message, place) => pressed.get(nameOf(message)) === place,
    isEmpty: () => shown.size === 0,
    messages: () => [...shown.values()].map((entry) => entry.message),
  };
}
