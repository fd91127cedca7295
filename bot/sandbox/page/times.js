// Dates as a Telegram client shows them: in the reader's own zone and language.

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const formats = new Map();

function format(kind, language, options) {
  const key = kind.name + language + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new kind(language, options));
  return formats.get(key);
}

const dated = (date, language, options) => format(Intl.DateTimeFormat, language, options).format(date);

// Pieces of Telegram's format string: w weekday, d and D the date short and long, t and T the time.
const PIECES = {
  w: { weekday: "long" },
  d: { day: "2-digit", month: "2-digit", year: "2-digit" },
  D: { day: "numeric", month: "long", year: "numeric" },
  t: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  T: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
};

function shortDate(date) {
  const parts = format(Intl.DateTimeFormat, "de", PIECES.d).formatToParts(date);
  return ["day", "month", "year"].map((type) => parts.find((part) => part.type === type).value).join(".");
}

// The text of a date_time entity, or undefined when its format is none of Telegram's.
export function telegramTime(unix, letters, language) {
  if (letters === "r") return relative(unix, language);
  if (!/^(?=.)w?[dD]?[tT]?$/u.test(letters)) return undefined;
  const date = new Date(unix * 1000);
  return [...letters].map((one) => (one === "d" ? shortDate(date) : dated(date, language, PIECES[one]))).join(", ");
}

export function relative(unix, language, now = Date.now()) {
  const left = Math.round(unix - now / 1000);
  const size = Math.abs(left);
  const [unit, seconds] =
    size < MINUTE ? ["second", 1]
    : Math.round(size / MINUTE) < 60 ? ["minute", MINUTE]
    : Math.round(size / HOUR) < 24 ? ["hour", HOUR]
    : ["day", DAY];
  return format(Intl.RelativeTimeFormat, language, { numeric: "always" }).format(Math.round(left / seconds), unit);
}

export const clock = (unix) => dated(new Date(unix * 1000), "en", PIECES.t);

export const stamp = (unix) => dated(new Date(unix * 1000), "en", { dateStyle: "full", timeStyle: "medium", hourCycle: "h23" });

export const dayKey = (unix) => new Date(unix * 1000).toDateString();

export function dayName(unix) {
  const key = dayKey(unix);
  const now = Date.now() / 1000;
  if (key === dayKey(now)) return "Today";
  if (key === dayKey(now - DAY)) return "Yesterday";
  const sameYear = new Date(unix * 1000).getFullYear() === new Date().getFullYear();
  return dated(new Date(unix * 1000), "en-GB", { day: "numeric", month: "long", year: sameYear ? undefined : "numeric" });
}

export function shortStamp(unix) {
  if (dayKey(unix) === dayKey(Date.now() / 1000)) return clock(unix);
  return dated(new Date(unix * 1000), "en-GB", { day: "numeric", month: "short" });
}

// Relative times tick. Only the text node's data changes: replacing the node would be an addition to the log,
// and a screen reader would read it out every second.
export function tick(root) {
  for (const time of root.querySelectorAll("time[data-relative]")) {
    const text = relative(Number(time.dataset.relative), time.dataset.language);
    if (time.firstChild.data !== text) time.firstChild.data = text;
  }
}
