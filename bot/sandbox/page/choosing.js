// Choosing: the chat that something goes into, and the people of a new group.

import { avatar, byId, el, fullName, icon } from "./dom.js";
import { tried } from "./dialogs.js";
import * as door from "./door.js";

// Asks for one chat. The answer is a group's id, 0 for the chat with the bot, null for none. `more`: or a new group.
export function pickChat({ title, groups, people, me, bot = false, more = true }) {
  const dialog = byId("where");
  byId("where-title").textContent = title;
  const row = (mark, name, value) => el("button", { class: "plain", value }, mark, el("span", {}, name));
  const own = el("span", { class: "avatar", "aria-hidden": "true" }, icon("ticket"));
  const rows = groups.map((group) => row(avatar({ id: group.id, first_name: group.title }), group.title, String(group.id)));
  if (bot) rows.unshift(row(own, "The chat with the bot", "0"));
  const plus = el("span", { class: "avatar", "aria-hidden": "true" }, icon("plus"));
  if (more) rows.push(row(plus, "New group", "new"));
  const none = rows.length ? [] : [el("p", { class: "soft" }, "The sandbox has no such chat.")];
  byId("where-chats").replaceChildren(...rows, ...none);
  return new Promise((resolve) => {
    dialog.onclose = () => {
      const chosen = dialog.returnValue;
      if (chosen === "new") askNewGroup({ people, me }, ({ group }) => resolve(group), () => resolve(null));
      else resolve(/^(0|-\d+)$/u.test(chosen) ? Number(chosen) : null);
    };
    dialog.returnValue = "";
    dialog.showModal();
  });
}

export function personChip(someone, checked = false) {
  const box = el("input", { type: "checkbox", value: String(someone.id), checked });
  return el("label", { class: "chip" }, box, el("span", {}, fullName(someone)));
}

export const chosenIn = (dialog) => [...dialog.querySelectorAll("input:checked")].map((input) => Number(input.value));

// The form for a new group; `made({group, person})` runs afterwards, `left()` when nothing came of it. It opens as
// `me`, who looks now, or as the first of those who were chosen.
export function askNewGroup({ people, me }, made, left = () => {}) {
  const dialog = byId("newgroup");
  const [form, refusal] = [dialog.querySelector("form"), byId("newgroup-error")];
  form.reset();
  refusal.textContent = "";
  byId("newgroup-people").replaceChildren(...people.map((someone) => personChip(someone, someone.id === me?.id)));
  let done = null;
  dialog.onclose = () => (done ? made(done) : left());
  form.onsubmit = async (event) => {
    if (event.submitter?.value !== "go") return;
    event.preventDefault();
    const members = chosenIn(dialog);
    const person = members.includes(me?.id) ? me.id : members[0];
    refusal.textContent = members.length ? "" : "Choose who is in it.";
    if (!members.length) return;
    await tried(async () => {
      const { id } = await door.createGroup({ title: form.elements.title.value, type: "group", members });
      done = { group: id, person };
      dialog.close();
    });
  };
  dialog.showModal();
  form.elements.title.focus();
}
