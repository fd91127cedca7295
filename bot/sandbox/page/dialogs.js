// What stands above the chat: toasts, the alert, the pay sheet, the form for a new person.

import { byId, el } from "./dom.js";
import * as door from "./door.js";
import { money } from "./bubble.js";

const SHOWN = 5000;

// A short word at the foot of the chat; it stays while the pointer is on it.
export function toast(text) {
  const node = el("div", { class: "toast" }, el("span", {}, text));
  const leave = () => (node.matches(":hover") ? setTimeout(leave, 1000) : node.remove());
  byId("toasts").replaceChildren(node);
  setTimeout(leave, Math.max(SHOWN, text.length * 60));
}

export function alertBox(text) {
  const dialog = byId("alert");
  byId("alert-text").textContent = text;
  if (!dialog.open) dialog.showModal();
}

// Runs `deed` and says what went wrong, if anything; true when it went well.
export async function tried(deed) {
  try {
    await deed();
    return true;
  } catch (error) {
    if (!(error instanceof door.Refused)) throw error;
    toast(error.message);
    return false;
  }
}

export function paySheet(personId, message) {
  const dialog = byId("pay");
  const bill = message.media;
  const [go, refusal] = [byId("pay-go"), byId("pay-error")];
  byId("pay-title").textContent = bill.title;
  byId("pay-about").textContent = bill.description ?? "";
  byId("pay-sum").textContent = money(bill);
  go.textContent = `Pay ${money(bill)}`;
  refusal.textContent = "";
  dialog.querySelector("form").onsubmit = async (event) => {
    if (event.submitter !== go) return;
    event.preventDefault();
    if (go.getAttribute("aria-busy") === "true") return;
    go.setAttribute("aria-busy", "true");
    refusal.textContent = "";
    try {
      const answer = await door.pay(personId, message.message_id);
      if (answer.paid) dialog.close();
      else refusal.textContent = answer.error || "The payment was refused.";
    } catch (error) {
      refusal.textContent = error.message;
    } finally {
      go.removeAttribute("aria-busy");
    }
  };
  dialog.showModal();
}

const ruReader = () => navigator.language.toLowerCase().startsWith("ru");

// The form that makes a person; `made(id)` runs afterwards, `left()` on Cancel. The first person of all is asked
// for less: neither a username nor whether to cancel.
export function personForm({ made, left, name = "" }) {
  const form = byId("person-form").content.cloneNode(true).querySelector("form");
  const [cancel, submit] = form.querySelectorAll(".row.end button");
  const refusal = form.querySelector("[role=alert]");
  form.elements.first_name.value = name;
  form.elements.language_code.value = ruReader() ? "ru" : "en";
  if (left) cancel.addEventListener("click", left);
  else for (const spare of [cancel, form.elements.username.parentElement]) spare.remove();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    refusal.textContent = "";
    submit.setAttribute("aria-busy", "true");
    const person = Object.fromEntries([...new FormData(form)].filter(([, value]) => value.trim()));
    if (person.username) person.username = person.username.trim().replace(/^@/u, "");
    try {
      const { id } = await door.create(person);
      made(id);
    } catch (error) {
      refusal.textContent = error.message;
    } finally {
      submit.removeAttribute("aria-busy");
    }
  });
  return form;
}

export function askNewPerson(made) {
  const dialog = byId("newcomer");
  const close = () => dialog.close();
  const done = (id) => {
    close();
    made(id);
  };
  byId("newcomer-form").replaceChildren(personForm({ made: done, left: close }));
  dialog.showModal();
  dialog.querySelector("input").focus();
}

export const usualName = () => (ruReader() ? "Вера" : "Vera");
