// The address tells who looks at what: #/5 is person 5 with the bot, #/5/-4000001 the same person in a group.

// /?start=e_7#/5 and #/5?start=e_7 both carry a deep link until START was pressed.
const inHash = () => new URLSearchParams(location.hash.split("?")[1] ?? "").get("start");
export const payload = () => inHash() ?? new URLSearchParams(location.search).get("start");

export function inAddress() {
  const [, person, group] = /^#\/(\d+)(?:\/(-\d+))?/u.exec(location.hash) ?? [];
  return { person: Number(person ?? 0) || null, group: Number(group ?? 0) || null };
}

export const addressOf = (person, group) => `#/${[person, group].filter(Boolean).join("/")}`;

export const put = (hash) => history.pushState(null, "", `/${hash}`);
export const replace = (hash) => history.replaceState(null, "", `/${hash}`);
