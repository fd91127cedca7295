// What the hands do in the open chat: say, press a button, follow a link into the bot or bring it into a group.

import { addressOf, put } from "./address.js";
import { pickChat } from "./choosing.js";
import { alertBox, paySheet, toast, tried } from "./dialogs.js";
import * as door from "./door.js";

export async function copy(text, done = "Copied") {
  try {
    await navigator.clipboard.writeText(text);
    toast(done);
  } catch {
    alertBox(text); // no clipboard without the right to it: then it can be copied by hand
  }
}

// Which bot a t.me or tg: link opens, and with what; null for every other address.
function telegramLink(url) {
  const link = URL.canParse(url) ? new URL(url) : null;
  if (link?.protocol === "tg:") return { name: link.searchParams.get("domain") ?? "", query: link.searchParams };
  if (!["t.me", "telegram.me"].includes(link?.hostname)) return null;
  return { name: link.pathname.slice(1), query: link.searchParams };
}

const PAYLOAD = /^[A-Za-z0-9_-]{1,64}$/u;

// `page` is {place(), bot(), me(), groups(), chat(), go(person, group), prefill(text), opened()}.
export function makeHands(page) {
  async function say(text) {
    const { chat, place } = { chat: page.chat(), place: page.place() };
    const said = await tried(() => place.say(text, isAside(text)));
    if (said) chat.toEnd();
    return said;
  }

  // A command that its sender and the bot alone see.
  const isAside = (text) => page.place().group !== null && page.commands().some((one) => one.is_ephemeral && `/${one.command}` === text.trim());

  // In the person's own chat with the bot. To whom it is closed, Telegram shows START first.
  async function begin(start) {
    const me = page.me();
    const extra = PAYLOAD.exec(start)?.[0];
    if (me.blocked || !me.started) {
      put(`${addressOf(me.id)}${extra ? `?start=${extra}` : ""}`);
      page.opened();
      return;
    }
    page.go(me.id);
    await say(`/start ${extra ?? ""}`.trim());
  }

  async function bring(start) {
    const me = page.me();
    const group = await pickChat({ title: "Add the bot to which group?", groups: page.groups(), people: page.people(), me });
    if (!group) return;
    if (await tried(() => door.addBot(group, me.id, PAYLOAD.exec(start)?.[0]))) page.go(me.id, group);
  }

  // A query for inline mode, to be typed into a chat that one chooses.
  async function share(query, title, { bot = true, groups = true } = {}) {
    const me = page.me();
    const chosen = await pickChat({ title, groups: groups ? page.groups() : [], people: page.people(), me, bot, more: groups });
    if (chosen === null) return;
    page.go(me.id, chosen || null);
    page.prefill(query);
  }

  // True when the link was followed inside the sandbox.
  function follow(url) {
    const link = telegramLink(url);
    if (!link) return false;
    if (link.name.toLowerCase() !== page.bot().username.toLowerCase()) toast("This leads to another chat of Telegram. The sandbox has only this bot.");
    else if (link.query.has("startgroup")) bring(link.query.get("startgroup"));
    else begin(link.query.get("start") ?? "");
    return true;
  }

  function visit(url) {
    if (!follow(url) && /^https?:/iu.test(url)) window.open(url, "_blank", "noopener");
  }

  function press(message, row, column) {
    const button = message.buttons[row][column];
    const url = button.url ?? button.web_app?.url ?? button.login_url?.url;
    const { switch_inline_query: any, switch_inline_query_chosen_chat: some, switch_inline_query_current_chat: here } = button;
    if (button.pay) paySheet(page.place().person, message);
    else if (button.copy_text) copy(button.copy_text.text);
    else if (url) visit(url);
    else if (any !== undefined) share(any, "Share into which chat?");
    else if (some) share(some.query ?? "", "Share into which chat?", { bot: Boolean(some.allow_bot_chats), groups: Boolean(some.allow_group_chats) });
    else if (here !== undefined) page.prefill(here);
    else tapped(message, row, column);
  }

  async function tapped(message, row, column) {
    const [chat, pressed, spot] = [page.chat(), page.place(), `${row}:${column}`];
    if (chat.isBusy(message, spot)) return;
    chat.busy(message, spot);
    await tried(async () => {
      const answer = await pressed.tap(message, [row, column]);
      if (page.place().key !== pressed.key) return;
      if (answer.timeout) toast("The bot didn’t answer this tap within 15 seconds.");
      else if (answer.url) visit(answer.url);
      else if (answer.text) (answer.show_alert ? alertBox : toast)(answer.text);
    });
    if (page.place().key === pressed.key) chat.busy(message, null);
  }

  return { say, copy, follow, press, begin };
}
