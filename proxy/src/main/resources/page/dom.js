// Making elements. Text goes in as text, never as markup: much of it comes from peers.

const SVG = "http://www.w3.org/2000/svg";

export const $ = (id) => document.getElementById(id);

/** h("td", {class: "num", onclick: f}, "text", element, …); null and false make nothing. */
export function h(tag, properties = {}, ...children) {
  return adorn(document.createElement(tag), properties, children);
}

export function svg(tag, properties = {}, ...children) {
  return adorn(document.createElementNS(SVG, tag), properties, children);
}

function adorn(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Sets a text only where it is another, so that a screen reader and a selection are left alone. */
export function write(element, text) {
  const wanted = String(text);
  if (element.textContent !== wanted) element.textContent = wanted;
}

/** Says something to who does not see it happen. */
export function announce(text) {
  write($("announce"), text);
}

export function badge(label, state = label) {
  return h("span", { class: "badge", "data-state": state }, label.replaceAll("_", " "));
}

/** Drawn, since not every font has such characters. */
function icon(kind, path) {
  return svg("svg", { class: `icon ${kind}`, viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: path }));
}

export const chevron = () => icon("chevron", "M6 3.5l4.5 4.5-4.5 4.5");

/** A text with a button that copies it. */
export function copyable(text, what) {
  const button = h("button", { type: "button", class: "copy", "aria-label": `Copy ${what}`, title: `Copy ${what}` },
    icon("sheets", "M5.5 5.5h7v8h-7zM3.5 10.5v-8h7"), icon("tick", "M3 8.5l3.5 3.5 6.5-8"), icon("cross", "M4 4l8 8M12 4l-8 8"));
  button.addEventListener("click", async () => {
    const done = await copy(text);
    button.dataset.done = done ? "yes" : "no";
    announce(done ? `Copied ${text}` : "The browser did not let it be copied");
    setTimeout(() => delete button.dataset.done, 1500);
  });
  return h("span", { class: "copyable" }, h("code", {}, text), button);
}

/** navigator.clipboard is there only on loopback and https; elsewhere the old way is used. */
async function copy(text) {
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // not allowed: the old way may be
  }
  const before = document.activeElement;
  const field = h("textarea", { class: "sr", readonly: true });
  field.value = text;
  (before?.closest("dialog") ?? document.body).append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  before?.focus();
  return done;
}

/** Where one is in a list: "26–50 of 1,000" and the buttons to move on. */
export function pager(element, { offset, size, total, last = total }, go) {
  const word = (n) => n.toLocaleString("en");
  const shown = total === 0 ? "none" : `${word(offset + 1)}–${word(Math.min(offset + size, total))} of ${word(total)}`;
  const [text, back, on] = element.children.length
    ? element.children
    : element.appendChild(h("span", {})) && [
        element.firstChild,
        element.appendChild(h("button", { type: "button", class: "quiet" }, "Previous")),
        element.appendChild(h("button", { type: "button", class: "quiet" }, "Next")),
      ];
  write(text, shown);
  set(back, offset > 0, () => go(Math.max(0, offset - size)));
  set(on, offset + size < Math.min(total, last), () => go(offset + size));
}

/** Not `disabled`, which would take the focus away from who has just pressed it. */
function set(button, possible, action) {
  button.setAttribute("aria-disabled", String(!possible));
  button.onclick = possible ? action : null;
}

/** Calls `action` once things have been quiet for a moment. */
export function settled(action, millis = 150) {
  let timer;
  return (...rest) => {
    clearTimeout(timer);
    timer = setTimeout(action, millis, ...rest);
  };
}
