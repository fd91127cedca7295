// The foot of the chat: the text field, the commands menu, and the START and Unblock buttons that stand in for them.

import { byId, el, popup, show } from "./dom.js";
import * as door from "./door.js";
import { tried } from "./dialogs.js";
import { makeInline } from "./inline.js";

// `talk` is {place(), say(text) -> true when it was said, start(), commands(), and what inline mode needs}.
export function makeComposer(talk) {
  const [form, field, menu, button] = ["composer", "text", "commands", "menu"].map(byId);
  const list = popup(button, menu);
  const inline = makeInline(talk);
  const drafts = new Map(); // place's key -> what was typed there
  let here = null;

  const fill = (typed = "") => {
    const rows = talk.commands().filter(({ command }) => `/${command}`.startsWith(typed));
    menu.replaceChildren(...rows.map(({ command, description }) => item(command, description)));
    return rows.length;
  };
  const item = (command, description) => {
    const node = el("button", { type: "button", role: "menuitem", class: "plain" }, el("b", {}, `/${command}`), ` ${description}`);
    node.addEventListener("click", async () => {
      list.close();
      if (field.value.startsWith("/")) field.value = "";
      await talk.say(`/${command}`);
      field.focus();
    });
    return node;
  };
  button.addEventListener("click", () => fill(), { capture: true });
  field.addEventListener("input", () => {
    if (/^\/\w*$/u.test(field.value) && fill(field.value)) list.open(false);
    else list.close();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === "Escape") {
      list.close();
      inline.close();
    } else if (event.key === "ArrowUp" && !menu.hidden) menu.querySelector("button:last-child")?.focus();
    else if (event.key === "ArrowUp" && inline.enter()) event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    list.close();
    if (!inline.enter()) send(field, talk);
  });
  makeGate(talk);
  return {
    prefill(text) {
      field.value = text;
      field.dispatchEvent(new Event("input"));
      field.focus();
    },
    // Another chat was opened: each has its own half-written text.
    opened() {
      if (here === talk.place().key) return;
      if (here) drafts.set(here, field.value);
      here = talk.place().key;
      field.value = drafts.get(here) ?? "";
      inline.look();
    },
  };
}

// What was typed stays until it was said.
async function send(field, talk) {
  const text = field.value;
  if (!text.trim() || field.readOnly) return;
  const [somewhere, previous] = [talk.place().key, document.activeElement];
  field.readOnly = true;
  const said = await talk.say(text);
  field.readOnly = false;
  if (said && talk.place().key === somewhere) field.value = "";
  if (previous === field) field.focus();
}

function makeGate(talk) {
  const gate = byId("gate-button");
  gate.addEventListener("click", async () => {
    gate.disabled = true;
    if (gate.dataset.does === "unblock") await tried(() => door.unblock(talk.place().person));
    else await talk.start();
    gate.disabled = false;
    const keyboardOnGlass = matchMedia("(hover: none)").matches; // it would hide half of the answer
    if (!byId("composer").hidden && !keyboardOnGlass) byId("text").focus();
  });
}

// One of three feet: blocked, before START, or the text field.
export function drawFoot({ chosen, blocked, before, menu }) {
  const gate = byId("gate-button");
  const gated = chosen && (blocked || before);
  gate.dataset.does = blocked ? "unblock" : "start";
  gate.textContent = blocked ? "Unblock" : "START";
  show(byId("gate"), gated);
  show(byId("composer"), chosen && !gated);
  show(byId("menu"), menu);
}
