// One message as a list item: bubble, media, footer and the inline keyboard below it.

import { el, fullName, icon } from "./dom.js";
import { rich } from "./rich.js";
import { clock, stamp } from "./times.js";

// What tells a message from all others of its chat; one that a single member sees has a number of another kind.
export const nameOf = (message) => (message.ephemeral ? `w${message.ephemeral}` : String(message.message_id));

// `around` is {language, hands, place}; hands.press(message, row, column) presses a button.
export function bubble(message, around) {
  const name = nameOf(message);
  if (message.service) return el("li", { class: "svc", "data-id": name }, message.service);
  const mine = !message.as && message.from.id === around.place.person;
  const text = rich(message.text, message.entities, around);
  const body = el("div", { class: "bubble" }, head(message, mine, around.place), media(message), text, footer(message, mine));
  if (message.media?.kind === "invoice") body.classList.add("invoice");
  if (message.ephemeral) body.classList.add("whisper");
  return el("li", { class: mine ? "msg me" : "msg", "data-id": name }, body, keyboard(message, around));
}

// Who speaks: seen in a group, only heard where there are but two.
function head(message, mine, { group }) {
  const via = message.via ? el("span", { class: "via" }, `via @${message.via}`) : null;
  const only = message.ephemeral ? el("span", { class: "via" }, icon("lock"), "Only you see this") : null;
  const name = message.as ?? fullName(message.from);
  const who = !mine && group
    ? el("b", {}, name)
    : el("span", { class: "sr" }, mine ? "You: " : "The bot: ");
  return via || only || (group && !mine) ? el("span", { class: "by" }, who, via, only) : who;
}

function footer(message, mine) {
  const time = el("time", { datetime: new Date(message.date * 1000).toISOString(), title: stamp(message.date) }, clock(message.date));
  const edited = message.edit_date ? el("span", { title: stamp(message.edit_date) }, "edited") : null;
  const ticks = mine ? [icon("check"), icon("read")] : [];
  return el("footer", {}, edited, time, ticks);
}

function media(message) {
  const draw = MEDIA[message.media?.kind];
  return draw ? draw(message.media, message) : null;
}

const MEDIA = {
  photo: (photo, message) => {
    const alt = message.text.split("\n")[0] || "Picture";
    const picture = el("img", { src: photo.url, width: photo.width, height: photo.height, alt });
    return el("a", { class: "photo", href: photo.url, target: "_blank", rel: "noopener", "aria-label": `Open the picture: ${alt}` }, picture);
  },
  document: (file) => {
    const name = file.file_name || "file";
    const mark = el("span", { class: "avatar", "aria-hidden": "true" }, icon("file"));
    const link = el("a", { href: file.url, download: name }, name);
    return el("span", { class: "file" }, mark, el("span", {}, link, el("small", {}, weight(file.file_size))));
  },
  venue: (venue) => {
    const mark = el("span", { class: "avatar", "aria-hidden": "true" }, icon("pin"));
    return el("span", { class: "file" }, mark, el("span", {}, el("b", {}, venue.title), el("small", {}, venue.address)));
  },
  location: (place) => el("span", {}, `${place.latitude}, ${place.longitude}`),
  invoice: (invoice) => {
    const head = el("span", { class: "row between" }, el("b", {}, invoice.title), el("span", { class: "pill draft" }, "Test"));
    const sum = el("span", { class: "sum" }, el("span", {}, invoice.paid ? "Paid" : "To pay"), el("b", {}, money(invoice)));
    return el("span", { class: "bill" }, head, el("span", {}, invoice.description), sum);
  },
};

export function money({ total_amount: amount, currency }) {
  if (currency === "XTR") return `${amount} ⭐`;
  const digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
  return new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "narrowSymbol", trailingZeroDisplay: "stripIfInteger" }).format(amount / 10 ** digits);
}

function weight(bytes) {
  if (!Number.isFinite(bytes)) return "";
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 ** 2 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

function keyboard(message, { hands }) {
  if (!message.buttons?.length) return null;
  const rows = message.buttons.map((row, r) => el("div", {}, row.map((button, c) => key(message, button, r, c, hands))));
  return el("div", { class: "keys", role: "group", "aria-label": "Buttons of this message" }, rows);
}

const MARKS = { url: "out", web_app: "out", login_url: "out", copy_text: "copy", switch_inline_query: "share", switch_inline_query_chosen_chat: "share" };
const STYLES = new Set(["primary", "success", "danger"]);

function key(message, button, row, column, hands) {
  const kind = STYLES.has(button.style) ? button.style : button.pay ? "success" : null;
  const label = button.pay ? payLabel(button.text, message) : button.text;
  const node = el("button", {
    type: "button",
    class: kind,
    disabled: Boolean(button.disabled),
    "data-place": `${row}:${column}`,
    onclick: () => hands.press(message, row, column),
  }, el("span", {}, label));
  const mark = Object.keys(MARKS).find((action) => action in button);
  if (mark) node.append(icon(MARKS[mark], "i corner"));
  return node;
}

const payLabel = (text, message) => (text === "Pay" && message.media ? `Pay ${money(message.media)}` : text);
