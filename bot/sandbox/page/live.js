// Keeps one chat equal to the server's: reads all of it on each connection, then follows what is heard.

import * as door from "./door.js";

const HIDDEN_FOR = 20_000; // ms

// `on` is {all(messages), put(message), drop(message), people(), lost(), failed(error)}. Returns a function that ends it.
export function follow(place, on) {
  let ended = false;
  let hangUp = null;
  let timer;
  let retry;
  let reading = 0;
  let held = null; // what is heard while the whole chat is being read is put in afterwards, in its order

  const hear = (deed) => {
    if (ended) return;
    if (held) held.push(deed);
    else deed();
  };
  const readAll = async () => {
    reading += 1;
    held ??= [];
    try {
      const messages = await place.read();
      if (!ended) on.all(messages);
    } catch (error) {
      if (!ended) on.failed(error);
      if (hangUp) retry = setTimeout(readAll, 1500);
    }
    reading -= 1;
    if (reading > 0) return;
    const waiting = held;
    held = null;
    waiting.forEach(hear);
    if (!ended) on.people();
  };
  const connect = () => {
    hangUp = door.stream(place.stream, {
      open: readAll,
      message: (message) => hear(() => on.put(message)),
      gone: (message) => hear(() => on.drop(message)),
      people: on.people,
      lost: on.lost,
    });
  };
  const rest = () => {
    clearTimeout(retry);
    hangUp?.();
    hangUp = null;
  };
  // A browser allows six connections to a host, and each tab holds one: a hidden tab gives its own back.
  const look = () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(rest, HIDDEN_FOR);
    else if (!hangUp) connect();
  };

  document.addEventListener("visibilitychange", look);
  connect();
  look();
  return () => {
    ended = true;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", look);
    rest();
  };
}
