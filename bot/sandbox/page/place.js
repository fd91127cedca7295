// A chat that can be open: with the bot alone, or a group as one of its members sees it.

import * as door from "./door.js";

export function placeOf(person, group) {
  return group ? inGroup(person, group) : alone(person);
}

const alone = (person) => ({
  person,
  group: null,
  key: `${person}`,
  chat: person,
  stream: `/people/${person}/stream`,
  read: async () => (await door.chat(person)).messages,
  say: (text) => door.say(person, text),
  tap: (message, button) => door.tap(person, message.message_id, button),
});

const inGroup = (person, group) => ({
  person,
  group,
  key: `${person}/${group}`,
  chat: group,
  stream: `/groups/${group}/stream/${person}`,
  // What all see and what this member alone sees, as they came.
  read: async () => {
    const { messages, whispers, asides } = await door.groupChat(group, person);
    return [...messages, ...asides, ...whispers].sort((a, b) => a.date - b.date);
  },
  say: (text, ephemeral) => door.groupSay(group, person, text, ephemeral),
  tap: (message, button) => door.groupTap(group, person, message, button),
});
