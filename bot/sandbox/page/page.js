// The page: who is talking where (the address tells), what is heard from the sandbox, and the frame around the chat.

import { addressOf, inAddress, payload, put, replace } from "./address.js";
import { makeChat } from "./chat.js";
import { askNewGroup } from "./choosing.js";
import { drawFoot, makeComposer } from "./composer.js";
import { askNewPerson, personForm, toast, tried, usualName } from "./dialogs.js";
import { byId, fullName, icon, popup, show } from "./dom.js";
import * as door from "./door.js";
import { drawGroupMenu, isIn, membersLine, wireGroupMenu } from "./groups.js";
import { copy, makeHands } from "./hands.js";
import { drawKeys } from "./keys.js";
import * as live from "./live.js";
import { drawPeople, markSeen } from "./people.js";
import { placeOf } from "./place.js";
import { tick } from "./times.js";

const LIST_EVERY = 4000; // ms; only while no chat is open, an open one hears of changes
const state = { bot: { username: "", commands: {} }, people: null, groups: [], place: placeOf(null, null), loaded: false, end: null };

const chosen = () => state.people?.find((person) => person.id === state.place.person);
const group = () => state.groups.find((one) => one.id === state.place.group);
const language = () => ((chosen()?.language_code ?? "en").startsWith("ru") ? "ru" : chosen()?.language_code ?? "en");

function commands() {
  const { commands: alone, group_commands: inGroups = {} } = state.bot;
  if (!state.place.group) return alone[language()] ?? alone.default ?? [];
  return group()?.bot === "member" ? inGroups[language()] ?? inGroups.default ?? [] : [];
}

const page = {
  place: () => state.place,
  bot: () => state.bot,
  me: chosen,
  people: () => state.people ?? [],
  group,
  groups: () => state.groups.filter((one) => isIn(one, state.place.person)),
  chat: () => chat,
  commands,
  go,
  refresh,
  prefill: (query) => composer.prefill(`@${state.bot.username} ${query}`),
  opened: () => open(inAddress()),
};
const hands = makeHands(page);
const chat = makeChat(() => ({ language: language(), place: state.place, hands }));
const composer = makeComposer({
  place: () => state.place,
  username: () => state.bot.username,
  say: hands.say,
  begin: hands.begin,
  toEnd: () => chat.toEnd(),
  start,
  commands,
});

// --- where one is
function go(person, inGroup = null) {
  const there = addressOf(person, inGroup);
  if (location.hash !== there) put(there);
  if (placeOf(person, inGroup).key !== state.place.key) open({ person, group: inGroup });
}

function open({ person, group: number }) {
  state.end?.();
  chat.clear();
  Object.assign(state, { place: placeOf(person, number), loaded: false, end: null });
  if (chosen() && number && !group()) refresh(); // a new one, or none at all
  else if (chosen()) state.end = live.follow(state.place, listener);
  drawFrame();
  composer.opened();
}

// A group that is gone or has become another one is left; a new one may not be known yet.
function settle() {
  const [me, one] = [chosen(), group()];
  if (!me || !state.place.group) return;
  if (one?.migrated_to) replace(addressOf(me.id, one.migrated_to));
  else if (!one?.members.includes(me.id)) replace(addressOf(me.id));
  else return;
  open(inAddress());
}

async function start() {
  const extra = /^[A-Za-z0-9_-]{1,64}$/u.exec(payload() ?? "")?.[0];
  if (await hands.say(extra ? `/start ${extra}` : "/start")) replace(addressOf(state.place.person, state.place.group));
  drawFrame();
}

// --- what is heard
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
  drop: (message) => chat.drop(message),
  people: () => refresh(),
  failed: (error) => toast(error.message),
  lost: () => {
    byId("talking").textContent = "connecting…";
  },
};

async function refresh() {
  try {
    [state.people, state.groups] = await Promise.all([door.people(), door.groups()]);
    settle();
    if (!document.hidden) markSeen(state.place, group() ?? chosen());
    if (chosen() && !state.end) open(state.place);
    else drawFrame();
  } catch (error) {
    if (!state.people) toast(error.message);
  }
}

// --- the frame around the chat
function drawFrame() {
  const [person, here] = [chosen(), group()];
  const people = state.people ?? [];
  document.body.classList.toggle("listing", !person && people.length > 0);
  document.title = person ? `${here?.title ?? fullName(person)} · EventBooker sandbox` : "EventBooker sandbox";
  drawPeople(people, state.groups, state.place);
  for (const id of ["head", "log"]) show(byId(id), Boolean(person));
  byId("log").lang = language();
  drawHead(person, here);
  const before = !here && state.loaded && (chat.isEmpty() || Boolean(payload()));
  drawFoot({ chosen: Boolean(person) && state.loaded, blocked: !here && Boolean(person?.blocked), before, menu: !here || commands().length > 0 });
  drawKeys(here ? [] : person?.keyboard ?? [], { person: state.place.person, people, done: () => chat.toEnd() });
  drawHello(person, here);
}

function drawHead(person, here) {
  byId("bot-name").textContent = here?.title ?? (state.bot.first_name || "EventBooker");
  byId("head-mark").replaceChildren(icon(here ? "people" : "ticket"));
  byId("block").textContent = person?.blocked ? "Unblock the bot" : "Block the bot";
  show(byId("block"), !here);
  drawGroupMenu(here);
  if (person) byId("talking").textContent = here ? membersLine(here, person, state.people) : `bot, talking to ${fullName(person)}`;
}

function drawHello(person, here) {
  const empty = person ? state.loaded && chat.isEmpty() : state.people !== null;
  const nobody = state.people?.length === 0;
  const form = byId("hello-form");
  show(byId("hello"), empty);
  byId("hello").classList.toggle("inside", Boolean(person));
  [byId("hello-title").textContent, byId("hello-text").textContent] = helloWords(person, here, nobody);
  show(form, !person && nobody);
  if (!form.hidden && !form.firstElementChild) form.append(personForm({ made: arrive, name: usualName() }));
}

function helloWords(person, here, nobody) {
  if (here) {
    const add = here.bot === "member" ? "" : "Add the bot in the menu above, or share";
    return ["Nobody has said anything here yet", `${add || "Share"} an event: type @${state.bot.username} and a few words of its name.`];
  }
  if (person) return ["What can this bot do?", state.bot.description || "Press START below, and the bot will introduce itself."];
  if (nobody) return ["Meet the bot", "Make a person to talk to it. Nothing leaves this machine, and you can be several people at once."];
  return [payload() ? "Who opens this link?" : "Who are you now?", "Choose somebody in the list, or make a new person. Each tab can be somebody else."];
}

async function arrive(id) {
  await refresh();
  byId("hello-form").replaceChildren();
  location.hash = addressOf(id);
}

async function gather({ group: id, person }) {
  await refresh();
  go(person, id);
}

function wire() {
  const more = popup(byId("more"), byId("more-menu"));
  wireGroupMenu(page, more.close);
  byId("block").addEventListener("click", async () => {
    more.close();
    await tried(() => (chosen().blocked ? door.unblock : door.block)(state.place.person));
    await refresh();
  });
  byId("copy-chat").addEventListener("click", () => {
    more.close();
    copy(JSON.stringify(chat.messages(), null, 2), "The chat is on the clipboard");
  });
  byId("add").addEventListener("click", () => askNewPerson(arrive));
  byId("add-group").addEventListener("click", () => askNewGroup({ people: page.people(), me: chosen() }, gather));
  for (const moved of ["hashchange", "popstate"]) {
    window.addEventListener(moved, () => placeOf(inAddress().person, inAddress().group).key !== state.place.key && open(inAddress()));
  }
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
  const { panel, commands: known } = state.bot;
  show(byId("panel"), Boolean(panel));
  if (panel) byId("panel").firstElementChild.href = panel;
  if (!Object.keys(known).length) setTimeout(readBot, 3000);
}

wire();
await readBot();
await refresh();
open(inAddress());
