// Small builders of elements. Data becomes text nodes and checked attributes, never markup.

export const byId = (id) => document.getElementById(id);

export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

export function icon(name, look = "i") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", look);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `/static/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

export function fullName(person) {
  return [person.first_name, person.last_name].filter(Boolean).join(" ") || `Person ${person.id}`;
}

export function avatar(person) {
  const words = fullName(person).split(/\s+/u).filter(Boolean);
  const initials = words.slice(0, 2).map((word) => [...word.replace(/^[^\p{L}\p{N}\p{So}]+/u, "")][0] ?? "").join("");
  const hue = (Math.abs(person.id) % 6) + 1;
  return el("span", { class: `avatar hue${hue}`, "aria-hidden": "true" }, initials.toUpperCase());
}

export function show(node, visible) {
  node.hidden = !visible;
}

// Arrows walk over the buttons of a menu; Escape leaves it.
export function walk(menu, leave) {
  const items = () => [...menu.querySelectorAll("button:not([hidden])")];
  menu.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      const all = items();
      all.at((all.indexOf(document.activeElement) + step) % all.length).focus();
      event.preventDefault();
    } else if (event.key === "Escape") leave();
  });
  return { first: () => items()[0]?.focus() };
}

// A popup menu: arrows walk, Escape and a click elsewhere close it.
export function popup(button, menu) {
  const open = (focus = true) => {
    show(menu, true);
    button.setAttribute("aria-expanded", "true");
    if (focus) inside.first();
  };
  const close = () => {
    show(menu, false);
    button.setAttribute("aria-expanded", "false");
  };
  button.addEventListener("click", () => (menu.hidden ? open() : close()));
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target) && !button.contains(event.target)) close();
  });
  const inside = walk(menu, () => {
    close();
    button.focus();
  });
  return { open, close };
}
