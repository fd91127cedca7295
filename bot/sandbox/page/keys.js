// The keyboard below the chat: plain keys say their text, others hand over a number or people whom one picks.

import { chosenIn, personChip } from "./choosing.js";
import { byId, el, show } from "./dom.js";
import * as door from "./door.js";
import { tried } from "./dialogs.js";

// `rows` as the bot sent them; `around` is {person, people, done()}.
export function drawKeys(rows, around) {
  const node = byId("keys");
  const json = JSON.stringify([around.person, rows]);
  show(node, rows.length > 0);
  if (node.dataset.shown === json) return;
  node.dataset.shown = json;
  node.replaceChildren(...rows.map((row) => el("div", { class: "row" }, row.map((key) => draw(key, around)))));
}

function draw(key, around) {
  const node = el("button", { type: "button", class: "secondary" }, key.text);
  node.addEventListener("click", () => (key.request_users ? pick(key, around) : press(key, around)));
  return node;
}

async function press(key, { person, done }, users) {
  const pressed = await tried(() => door.press(person, key.text, users));
  if (pressed) done();
  return pressed;
}

function pick(key, around) {
  const dialog = byId("choose");
  const most = key.request_users.max_quantity ?? 1;
  const others = around.people.filter((someone) => someone.id !== around.person);
  byId("choose-title").textContent = key.text;
  byId("choose-people").replaceChildren(...others.map((someone) => personChip(someone)));
  dialog.querySelector("form").onsubmit = async (event) => {
    if (event.submitter?.value !== "go") return;
    event.preventDefault();
    const chosen = chosenIn(dialog);
    if (chosen.length && chosen.length <= most && (await press(key, around, chosen))) dialog.close();
  };
  dialog.showModal();
}
