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

// Server-sent events of one person's chat. `hear.open` runs on the first connection and on each later one, since
// whatever happened in between was missed. Returns a function that hangs up.
export function stream(id, hear) {
  let source;
  let timer;
  const connect = () => {
    source = new EventSource(`/people/${id}/stream`);
    source.addEventListener("open", hear.open);
    source.addEventListener("chat", (event) => hear.chat(JSON.parse(event.data).message));
    source.addEventListener("deleted", (event) => hear.deleted(JSON.parse(event.data).message_id));
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
