// What moves on a page that is whole without it: clocks tick, live parts are read again when the server says so,
// a stepper counts. It owns no state of the program; after every silence it reads the page afresh.

const PACE = 700; // milliseconds between two readings of the page
const here = document.body.dataset.here || location.pathname;
const say = document.getElementById("say");
const two = (n) => String(n).padStart(2, "0");

// Clocks ---------------------------------------------------------------------------------------
// `data-until` is the server's instant; what the server wrote beside it says how far this computer's clock is off.

const seconds = (text) => text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
const asClock = (left) => {
  const [h, m, s] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`;
};
let skew = 0; // server's clock minus ours

function measure(root) {
  const shown = [...root.querySelectorAll("[role=timer][data-until]")].find((el) => seconds(el.textContent) > 0);
  if (shown) skew = Number(shown.dataset.until) - seconds(shown.textContent) * 1000 - Date.now();
}

const spoken = new Set();
function announce(until, left) {
  for (const [at, key] of [[300, "five"], [60, "one"], [0, "end"]]) {
    const mark = `${until}:${key}`;
    if (left <= at && left > at - 5 && !spoken.has(mark)) {
      spoken.add(mark);
      say.textContent = say.dataset[key];
    }
  }
}

const ended = new Set();
function tick() {
  const now = Date.now() + skew;
  for (const el of document.querySelectorAll("[data-until]")) {
    const until = Number(el.dataset.until);
    const left = Math.max(0, Math.ceil((until - now) / 1000));
    if (el.tagName === "PROGRESS") {
      el.value = left;
      el.closest(".hold")?.classList.toggle("last-minute", left < 60);
      announce(until, left);
    } else {
      el.textContent = asClock(left);
    }
    if (!left && !ended.has(until)) {
      ended.add(until);
      readSoon();
    }
  }
}

// Live parts -----------------------------------------------------------------------------------

let timer = 0;
const readSoon = () => {
  timer ||= setTimeout(read, PACE + Math.random() * 300);
};

async function read() {
  timer = 0;
  const parts = [...document.querySelectorAll("[data-live]")];
  if (!parts.length || document.hidden) return;
  const answer = await fetch(here, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return;
  if (answer.redirected) return location.reload();
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const old of parts) {
    const part = fresh.getElementById(old.id);
    if (part) swap(old, part);
    else if (old.id === "strip") old.remove();
  }
  measure(document);
}

function swap(old, part) {
  const was = new Map([...old.querySelectorAll("[data-figure]")].map((el) => [el.dataset.figure, el.textContent]));
  for (const el of part.querySelectorAll("[data-figure]")) {
    const before = was.get(el.dataset.figure);
    if (before !== undefined && before !== el.textContent) el.classList.add("changed");
  }
  for (const el of old.querySelectorAll("details[id]")) {
    const same = part.querySelector(`#${el.id}`);
    if (same) same.open = el.open;
  }
  const typed = [...old.querySelectorAll("input[id], textarea[id]")].filter((el) => el.value !== el.defaultValue);
  const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
  old.replaceWith(part);
  for (const el of typed) {
    const same = document.getElementById(el.id);
    if (same) same.value = el.max ? Math.min(el.value, same.max) : el.value;
  }
  if (focused) document.getElementById(focused)?.focus();
  part.querySelectorAll("[data-options]").forEach(count);
}

function listen() {
  const watched = () => new Set([...document.querySelectorAll("[data-live]")].flatMap((el) => el.dataset.live.split(" ")));
  const stream = new EventSource(document.body.dataset.stream || "/live");
  let away = false;
  const mark = (stale) => {
    const since = `${two(new Date().getHours())}:${two(new Date().getMinutes())}`;
    for (const el of document.querySelectorAll(".live")) {
      el.dataset.fresh ??= el.textContent;
      el.classList.toggle("stale", stale);
      el.textContent = stale ? `${el.dataset.stale} ${since}` : el.dataset.fresh;
    }
  };
  stream.addEventListener("hello", () => {
    if (away) {
      mark(false);
      readSoon();
    }
    away = false;
  });
  stream.addEventListener("event", (news) => {
    if (watched().has(String(JSON.parse(news.data).event_id))) readSoon();
  });
  stream.addEventListener("error", () => {
    if (!away) mark(true);
    away = true;
  });
  document.addEventListener("visibilitychange", () => document.hidden || readSoon());
  addEventListener("pagehide", () => stream.close());
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}

// Forms ----------------------------------------------------------------------------------------

function count(input) {
  const most = Number(input.max);
  const n = Math.min(Math.max(1, Math.trunc(Number(input.value)) || 1), most);
  const texts = JSON.parse(input.dataset.options || "[]")[n - 1] || [];
  for (const el of input.form.querySelectorAll("[data-option]")) el.textContent = texts[el.dataset.option] ?? el.textContent;
  for (const button of input.parentElement.querySelectorAll("[data-step]")) {
    const next = n + Number(button.dataset.step);
    button.disabled = next < 1 || next > most;
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-step]");
  if (!button) return;
  const input = button.parentElement.querySelector("input");
  input.value = (Math.trunc(Number(input.value)) || 1) + Number(button.dataset.step);
  count(input);
});
document.addEventListener("input", (event) => event.target.matches("[data-options]") && count(event.target));
document.addEventListener("change", (event) => event.target.matches(".filters input, .filters select") && event.target.form.requestSubmit());
document.addEventListener("submit", (event) => event.submitter?.setAttribute("aria-busy", "true"));

measure(document);
tick();
setInterval(tick, 1000);
document.querySelectorAll("[data-options]").forEach(count);
if (document.querySelector("[data-live]")) listen();
