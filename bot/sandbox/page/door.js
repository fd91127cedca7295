// The sandbox's JSON door: what a Telegram client would say to its server.

export class Refused extends Error {}

async function ask(method, path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Refused("The sandbox doesn’t answer. Is the program running?");
  }
  const text = await answer.text();
  let said = {};
  try {
    said = text ? JSON.parse(text) : {};
  } catch {
    said = { error: text.slice(0, 200) };
  }
  if (!answer.ok) throw new Refused(said.error || said.description || said.detail || `The sandbox answered ${answer.status}.`);
  return said;
}

export const bot = () => ask("GET", "/bot");
export const people = () => ask("GET", "/people");
export const create = (person) => ask("POST", "/people", person);
export const chat = (id) => ask("GET", `/people/${id}/chat`);
export const say = (id, text) => ask("POST", `/people/${id}/say`, { text });
export const press = (id, button, users) => ask("POST", `/people/${id}/press`, { button, users });
export const tap = (id, messageId, button) => ask("POST", `/people/${id}/tap`, { message_id: messageId, button });
export const pay = (id, messageId) => ask("POST", `/people/${id}/pay`, { message_id: messageId });
export const block = (id) => ask("POST", `/people/${id}/block`, {});
export const unblock = (id) => ask("POST", `/people/${id}/unblock`, {});

export const groups = () => ask("GET", "/groups");
export const createGroup = (group) => ask("POST", "/groups", group);
export const addBot = (group, person, start) => ask("POST", `/groups/${group}/add`, { person, start });
export const sendBotAway = (group, person) => ask("POST", `/groups/${group}/kick`, { person });
export const upgrade = (group, person) => ask("POST", `/groups/${group}/upgrade`, { person });
export const groupChat = (group, person) => ask("GET", `/groups/${group}/chat/${person}`);
export const groupSay = (group, person, text, ephemeral) => ask("POST", `/groups/${group}/say`, { person, text, ephemeral });
export const groupTap = (group, person, { ephemeral, message_id }, button) =>
  ask("POST", `/groups/${group}/tap`, { person, button, ...(ephemeral ? { ephemeral } : { message_id }) });

export const inline = (person, asked) => ask("POST", `/people/${person}/inline`, asked);
export const choose = (person, wish) => ask("POST", `/people/${person}/choose`, wish);

// Server-sent events of one chat as one person sees it. `hear.open` runs on the first connection and on each later one, since
// whatever happened in between was missed. Returns a function that hangs up.
export function stream(path, hear) {
  let source;
  let timer;
  const connect = () => {
    source = new EventSource(path);
    source.addEventListener("open", hear.open);
    for (const name of ["chat", "whisper"]) source.addEventListener(name, (event) => hear.message(JSON.parse(event.data).message));
    source.addEventListener("deleted", (event) => hear.gone(JSON.parse(event.data)));
    source.addEventListener("unwhispered", (event) => hear.gone(JSON.parse(event.data).message));
    source.addEventListener("people", hear.people);
    source.addEventListener("error", () => {
      hear.lost();
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(connect, 1500);
    });
  };
  connect();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
