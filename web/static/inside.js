// Inside Telegram: who opened the page, its colours, and links that belong to Telegram. No script of Telegram's is
// loaded: what its clients say stands in the address's fragment, and they listen to these few words (`tell`).

(() => {
  const root = document.documentElement;
  const given = new URLSearchParams(location.hash.slice(1));
  const WEB = "https://web.telegram.org";

  // Colours --------------------------------------------------------------------------------------
  // A client's theme is taken where it can be read: what lacks contrast keeps our own colour.

  const COLOUR = /^#[0-9a-f]{6}$/i;
  const luminance = (hex) => {
    const [r, g, b] = [1, 3, 5].map((at) => {
      const part = parseInt(hex.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };

  function paint(theme) {
    const colour = (...names) => names.map((name) => theme?.[name]).find((value) => COLOUR.test(value));
    const surface = colour("section_bg_color", "bg_color");
    if (!surface) return;
    const ground = colour("secondary_bg_color") ?? surface;
    const readable = (value, least = 4.5) => value && [ground, surface].every((on) => contrast(value, on) >= least);
    root.dataset.theme = luminance(surface) < 0.2 ? "dark" : "light";
    const ink = colour("text_color");
    if (!readable(ink, 7)) return;
    const set = (name, value) => root.style.setProperty(name, value);
    set("--bg", ground);
    set("--surface", surface);
    set("--ink", ink);
    set("--sunk", `color-mix(in srgb, ${ink} 8%, ${surface})`);
    set("--line", `color-mix(in srgb, ${ink} 14%, ${surface})`);
    const soft = colour("subtitle_text_color", "hint_color");
    if (readable(soft)) set("--soft", soft);
    const link = colour("link_color", "accent_text_color");
    if (readable(link)) set("--accent", link);
    const [action, on] = [colour("button_color"), colour("button_text_color")];
    if (action && on && contrast(action, on) >= 3 && readable(action, 1.5)) {
      set("--action", action);
      set("--action-hover", `color-mix(in srgb, ${action}, ${ink} 12%)`);
      set("--on-action", on);
    }
  }

  const parsed = (text) => {
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  };
  const kept = (value) => {
    try {
      if (value) sessionStorage.setItem("theme", value);
      return sessionStorage.getItem("theme");
    } catch {
      return value; // a browser that keeps nothing
    }
  };
  paint(parsed(kept(given.get("tgWebAppThemeParams"))));

  // Telegram's client ----------------------------------------------------------------------------

  const proxy = window.TelegramWebviewProxy;
  const notify = window.external && "notify" in window.external;
  const framed = window.parent !== window;
  function tell(type, data = "") {
    const word = JSON.stringify({ eventType: type, eventData: data });
    if (proxy) proxy.postEvent(type, JSON.stringify(data));
    else if (notify) window.external.notify(word);
    else if (framed) window.parent.postMessage(word, WEB);
    return Boolean(proxy || notify || framed);
  }
  function hear(type, data) {
    if (type !== "theme_changed") return;
    kept(JSON.stringify(data?.theme_params ?? {}));
    paint(data?.theme_params);
  }
  window.Telegram = { WebView: { receiveEvent: hear } };
  window.addEventListener("message", (event) => {
    const word = event.origin === WEB && event.source === window.parent ? parsed(event.data) : null;
    if (word) hear(word.eventType, word.eventData);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='https://t.me/']");
    if (link && tell("web_app_open_tg_link", { path_full: link.pathname + link.search })) event.preventDefault();
  });

  // Who it is ------------------------------------------------------------------------------------
  // Asked anew at each opening: another account of the same browser must not see what this one left.

  const at = (id) => document.getElementById(id);
  const show = (opening, closed) => {
    at("knock").hidden = !opening && !closed;
    at("opening").hidden = !opening;
    at("closed").hidden = !closed;
  };

  async function enter(data) {
    const answer = await fetch("/app/session", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": root.dataset.token },
      body: JSON.stringify({ data }),
    }).catch(() => null);
    const said = await answer?.json().catch(() => null);
    if (!answer?.ok) return refuse(answer?.status, said?.detail);
    if (!said.same) return location.replace("/app");
    history.replaceState(null, "", "/app");
    show(false, false);
    delete root.dataset.entering;
  }

  function refuse(status, why) {
    at("main").replaceChildren(); // it may be somebody else's
    if (why && status !== 401) at("why").textContent = why;
    at("again").hidden = status === 401;
    at("again").addEventListener("click", () => location.reload());
    show(false, true);
  }

  const data = given.get("tgWebAppData");
  if (data) root.dataset.entering = "";
  document.addEventListener("DOMContentLoaded", () => {
    tell("web_app_ready");
    tell("web_app_expand");
    tell("web_app_set_header_color", { color_key: "secondary_bg_color" });
    if (!data) return;
    show(true, false);
    enter(data);
  });
})();
