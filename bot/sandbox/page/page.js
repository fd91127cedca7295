// The page: who is talking (the address tells: #/5), what is heard from the sandbox, and what the hands do.

import { makeChat } from "./chat.js";
import { drawFoot, makeComposer } from "./composer.js";
import { alertBox, askNewPerson, paySheet, personForm, toast, tried, usualName } from "./dialogs.js";
import { byId, fullName, popup, show } from "./dom.js";
import * as door from "./door.js";
import { drawKeys } from "./keys.js";
import * as live from "./live.js";
import { drawPeople, markSeen } from "./people.js";
import { tick } from "./times.js";

const LIST_EVERY = 4000; // ms; only while no chat is open, an open one hears of changes
const state = { bot: { username: "", commands: {} }, people: null, person: null, loaded: false, end: null };

const chosen = () => state.people?.find((person) => person.id === state.person);
const language = () => ((chosen()?.language_code ?? "en").startsWith("ru") ? "ru" : chosen()?.language_code ?? "en");

// --- the address: /?start=e_7#/5 and #/5?start=e_7 both carry a deep link until START was pressed
const inHash = () => new URLSearchParams(location.hash.split("?")[1] ?? "").get("start");
const payload = () => inHash() ?? new URLSearchParams(location.search).get("start");
const inAddress = () => Number(/^#\/(\d+)/u.exec(location.hash)?.[1] ?? 0) || null;
const forgetPayload = () => history.replaceState(null, "", `/#/${state.person ?? ""}`);

// --- hands
async function say(text) {
  const person = state.person;
  const said = await tried(() => door.say(person, text));
  if (said) chat.toEnd();
  return said;
}

async function start() {
  const extra = /^[A-Za-z0-9_-]{1,64}$/u.exec(payload() ?? "")?.[0];
  if (await say(extra ? `/start ${extra}` : "/start")) forgetPayload();
  drawFrame();
}

async function copy(text, done = "Copied") {
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

// True when the link was followed inside the chat.
function follow(url) {
  const link = telegramLink(url);
  if (!link) return false;
  if (link.name.toLowerCase() !== state.bot.username.toLowerCase()) toast("This leads to another chat of Telegram. The sandbox has only this one.");
  else if (link.query.has("startgroup")) toast("The sandbox has no groups.");
  else say(`/start ${link.query.get("start") ?? ""}`.trim());
  return true;
}

function visit(url) {
  if (!follow(url) && /^https?:/iu.test(url)) window.open(url, "_blank", "noopener");
}

function press(message, row, column) {
  const button = message.buttons[row][column];
  const url = button.url ?? button.web_app?.url ?? button.login_url?.url;
  if (button.pay) paySheet(state.person, message);
  else if (button.copy_text) copy(button.copy_text.text);
  else if (url) visit(url);
  else if (button.callback_data === undefined) toast("Sharing into other chats needs the real Telegram.");
  else tapped(message.message_id, row, column);
}

async function tapped(id, row, column) {
  const [person, place] = [state.person, `${row}:${column}`];
  if (chat.isBusy(id, place)) return;
  chat.busy(id, place);
  await tried(async () => {
    const answer = await door.tap(person, id, [row, column]);
    if (state.person !== person) return;
    if (answer.timeout) toast("The bot didn’t answer this tap within 15 seconds.");
    else if (answer.url) visit(answer.url);
    else if (answer.text) (answer.show_alert ? alertBox : toast)(answer.text);
  });
  if (state.person === person) chat.busy(id, null);
}

const chat = makeChat(() => ({ language: language(), hands: { say, copy, follow, press } }));

// --- what is heard
function open(person) {
  state.end?.();
  chat.clear();
  Object.assign(state, { person, loaded: false, end: null });
  if (chosen()) state.end = live.follow(person, listener);
  drawFrame();
}

const listener = {
  all(messages) {
    chat.replaceAll(messages);
    state.loaded = true;
    drawFrame();
  },
  put(message) {
    const first = chat.isEmpty();
    chat.put(message);
    if (first) drawFrame();
  },
  drop: (id) => chat.drop(id),
  people: () => refresh(),
  failed: (error) => toast(error.message),
  lost: () => {
    byId("talking").textContent = "connecting…";
  },
};

async function refresh() {
  try {
    state.people = await door.people();
    if (!document.hidden) markSeen(chosen());
    if (chosen() && !state.end) open(state.person);
    else drawFrame();
  } catch (error) {
    if (!state.people) toast(error.message);
  }
}

// --- the frame around the chat
function drawFrame() {
  const person = chosen();
  const people = state.people ?? [];
  document.body.classList.toggle("listing", !person && people.length > 0);
  document.title = person ? `${fullName(person)} · EventBooker sandbox` : "EventBooker sandbox";
  drawPeople(people, state.person);
  for (const id of ["head", "log"]) show(byId(id), Boolean(person));
  byId("log").lang = language();
  byId("bot-name").textContent = state.bot.first_name || "EventBooker";
  byId("block").textContent = person?.blocked ? "Unblock the bot" : "Block the bot";
  if (person) byId("talking").textContent = `bot, talking to ${fullName(person)}`;
  const before = state.loaded && (chat.isEmpty() || Boolean(payload()));
  drawFoot({ chosen: Boolean(person) && state.loaded, blocked: Boolean(person?.blocked), before });
  drawKeys(person?.keyboard ?? [], { person: state.person, people, done: () => chat.toEnd() });
  drawHello(person);
}

function drawHello(person) {
  const empty = person ? state.loaded && chat.isEmpty() : state.people !== null;
  const nobody = state.people?.length === 0;
  const form = byId("hello-form");
  show(byId("hello"), empty);
  byId("hello").classList.toggle("inside", Boolean(person));
  const [title, text] = person
    ? ["What can this bot do?", state.bot.description || "Press START below, and the bot will introduce itself."]
    : nobody
      ? ["Meet the bot", "Make a person to talk to it. Nothing leaves this machine, and you can be several people at once."]
      : [payload() ? "Who opens this link?" : "Who are you now?", "Choose somebody in the list, or make a new person. Each tab can be somebody else."];
  byId("hello-title").textContent = title;
  byId("hello-text").textContent = text;
  show(form, !person && nobody);
  if (!form.hidden && !form.firstElementChild) form.append(personForm({ made: arrive, name: usualName() }));
}

async function arrive(id) {
  await refresh();
  byId("hello-form").replaceChildren();
  location.hash = `#/${id}`;
}

function wire() {
  makeComposer({
    person: () => state.person,
    say,
    start,
    commands: () => state.bot.commands[language()] ?? state.bot.commands.default ?? [],
  });
  const more = popup(byId("more"), byId("more-menu"));
  byId("block").addEventListener("click", async () => {
    more.close();
    await tried(() => (chosen().blocked ? door.unblock : door.block)(state.person));
    await refresh();
  });
  byId("copy-chat").addEventListener("click", () => {
    more.close();
    copy(JSON.stringify(chat.messages(), null, 2), "The chat is on the clipboard");
  });
  byId("add").addEventListener("click", () => askNewPerson(arrive));
  window.addEventListener("hashchange", () => inAddress() !== state.person && open(inAddress()));
  window.addEventListener("storage", drawFrame);
  document.addEventListener("visibilitychange", () => !document.hidden && refresh());
  setInterval(() => tick(byId("messages")), 1000);
  setInterval(() => (chosen() || document.hidden ? null : refresh()), LIST_EVERY);
}

// The commands and the name may be set a moment after the page was opened.
async function readBot() {
  await tried(async () => {
    state.bot = { ...state.bot, ...(await door.bot()) };
  });
  const { panel, commands } = state.bot;
  show(byId("panel"), Boolean(panel));
  if (panel) byId("panel").firstElementChild.href = panel;
  if (!Object.keys(commands).length) setTimeout(readBot, 3000);
}

wire();
await readBot();
await refresh();
open(inAddress());
