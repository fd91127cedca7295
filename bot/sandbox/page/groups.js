// Groups in the frame of the page: who is in the open one, and what the menu of its head can do there.

import { byId, fullName, show } from "./dom.js";
import * as door from "./door.js";
import { toast, tried } from "./dialogs.js";

export const isIn = (group, person) => group.members.includes(person) && !group.migrated_to;

// "as Vera, with Mark, Ben and the bot"
export function membersLine(group, me, people) {
  const others = people.filter((one) => one.id !== me.id && group.members.includes(one.id)).map(fullName);
  const all = group.bot === "member" ? [...others, "the bot"] : others;
  const list = new Intl.ListFormat("en", { type: "conjunction" }).format(all);
  return all.length ? `as ${fullName(me)}, with ${list}` : `as ${fullName(me)}, alone`;
}

// `page` is {place(), group(), go(person, group), refresh()}; `closed()` closes the menu.
export function wireGroupMenu(page, closed) {
  byId("group-bot").addEventListener("click", async () => {
    closed();
    const { person, group } = page.place();
    await tried(() => (page.group().bot === "member" ? door.sendBotAway : door.addBot)(group, person));
    await page.refresh();
  });
  byId("group-upgrade").addEventListener("click", async () => {
    closed();
    const { person, group } = page.place();
    await tried(async () => {
      const { id } = await door.upgrade(group, person);
      await page.refresh();
      page.go(person, id);
      toast("A supergroup has another number; the messages stayed in the old group.");
    });
  });
}

export function drawGroupMenu(group) {
  show(byId("group-bot"), Boolean(group));
  show(byId("group-upgrade"), group?.type === "group");
  if (group) byId("group-bot").textContent = group.bot === "member" ? "Send the bot away" : "Add the bot";
}
