// Inline mode: `@bot words` in the text field shows what the bot offers above it; what is chosen is sent into this chat.

import { avatar, byId, el, icon, show, walk } from "./dom.js";
import { tried } from "./dialogs.js";
import * as door from "./door.js";

const PAUSE = 300; // ms of silence after which the bot is asked

// `talk` is {place(), username(), begin(payload), toEnd()}.
export function makeInline(talk) {
  const [field, panel] = ["text", "results"].map(byId);
  let round = 0; // each question; an answer to an older one is thrown away
  let timer;
  let found = null; // {query_id, next_offset, query} of the newest page

  const inside = walk(panel, () => {
    close();
    field.focus();
  });
  const ends = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && goOn(), { root: panel });

  // What is asked of the bot, or null when the text is not for its inline mode.
  function words() {
    const [, name, said] = /^@(\w+)\s([\s\S]*)$/u.exec(field.value) ?? [];
    return name?.toLowerCase() === talk.username().toLowerCase() ? said.trim() : null;
  }

  function close() {
    clearTimeout(timer);
    round += 1;
    found = null;
    ends.disconnect();
    show(panel, false);
    panel.replaceChildren();
  }

  // What was typed changed, or the chat did.
  function look() {
    const asked = words();
    if (asked === null) return close();
    clearTimeout(timer);
    show(panel, true);
    panel.setAttribute("aria-busy", "true");
    if (!panel.firstChild) panel.append(el("p", { class: "soft small" }, "…"));
    timer = setTimeout(() => ask(asked, ""), PAUSE);
    return undefined;
  }

  async function ask(query, offset) {
    const [mine, place] = [(round += 1), talk.place()];
    let answer = null;
    const heard = await tried(async () => {
      answer = await door.inline(place.person, { query, offset, chat: place.chat });
    });
    if (mine !== round) return;
    panel.removeAttribute("aria-busy");
    if (!heard || answer.timeout) return say("The bot didn’t answer.");
    found = answer;
    if (!offset) panel.replaceChildren(...above(answer.button));
    panel.append(...answer.results.map((result) => row(result, answer)));
    if (!offset && !answer.results.length) panel.append(el("p", { class: "soft small" }, "Nothing is found for these words. Try another word."));
    const last = panel.lastElementChild;
    ends.disconnect();
    if (answer.next_offset && last) ends.observe(last);
  }

  const say = (text) => panel.replaceChildren(el("p", { class: "soft small" }, text));

  function goOn() {
    if (!found?.next_offset) return;
    const { query, next_offset: offset } = found;
    found = null;
    ask(query, offset);
  }

  // The button above the results leads into the chat with the bot.
  const above = (button) => (button
    ? [el("button", { type: "button", role: "menuitem", class: "plain above", onclick: () => leave(button) }, button.text, icon("next"))]
    : []);

  function leave(button) {
    field.value = "";
    close();
    talk.begin(button.start_parameter);
  }

  function row(result, { query_id, query }) {
    const text = el("span", {}, el("b", {}, result.title), el("small", {}, result.description));
    const number = [...result.id].reduce((sum, letter) => sum + letter.codePointAt(0), 0);
    const node = el("button", { type: "button", role: "menuitem", class: "plain" }, avatar({ id: number, first_name: result.title.slice(0, 1) }), text);
    node.addEventListener("click", async () => {
      const place = talk.place();
      const sent = await tried(() => door.choose(place.person, { chat: place.chat, query_id, query, result_id: result.id }));
      if (!sent || talk.place().key !== place.key) return; // the text of another chat is its own
      field.value = "";
      close();
      talk.toEnd();
      field.focus();
    });
    return node;
  }

  field.addEventListener("input", look);
  return {
    look,
    // Enter or an arrow goes from the text into the results. True when there are some to go to, or they are on their way.
    enter() {
      if (panel.hidden) return false;
      if (panel.hasAttribute("aria-busy")) return true;
      const results = panel.querySelectorAll("button:not(.above)");
      results[0]?.focus();
      return results.length > 0;
    },
    down: inside.first,
    close,
  };
}
