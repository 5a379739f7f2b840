// Nodes made by hand: whatever a person wrote goes in as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element; *given* holds attributes, `text`, `on` (listeners) and `data`. Absent values (null, false) are left out. */
export function el(name, given = {}, ...children) {
  return dressed(document.createElement(name), given, children);
}

export function svg(name, given = {}, ...children) {
  return dressed(document.createElementNS(SVG, name), given, children);
}

function dressed(node, given, children) {
  for (const [key, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "text") node.textContent = value;
    else if (key === "on") for (const [type, listener] of Object.entries(value)) node.addEventListener(type, listener);
    else if (key === "data") for (const [name, datum] of Object.entries(value)) datum == null || (node.dataset[name] = datum);
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export const byId = (id) => document.getElementById(id);

/**
 * Make the children of *parent* those of *wanted* (`{key, stamp, make}`), keeping a node whose stamp has not changed:
 * focus, selection and half-written edits survive, and a screen reader hears only what is new.
 */
export function reconcile(parent, wanted) {
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  let previous = null;
  for (const { key, stamp, make } of wanted) {
    let node = old.get(key);
    old.delete(key);
    if (!node || node.stamp !== stamp) {
      const fresh = make();
      fresh.dataset.key = key;
      fresh.stamp = stamp;
      if (node) replaceKeepingFocus(node, fresh);
      node = fresh;
    }
    const next = previous ? previous.nextSibling : parent.firstChild;
    if (node !== next) parent.insertBefore(node, next);
    previous = node;
  }
  for (const node of old.values()) node.remove();
}

/** What had the focus inside *node* has it in its successor; where that is gone (a button that did its work), the successor itself. */
function replaceKeepingFocus(node, fresh) {
  const within = node.contains(document.activeElement);
  const name = within ? document.activeElement.dataset.focus : null;
  node.replaceWith(fresh);
  if (!within) return;
  const same = [...fresh.querySelectorAll("[data-focus]")].find((one) => one.dataset.focus === name);
  (same ?? fresh).focus({ preventScroll: true });
}

let noticeTimer = 0;

/** Say something that went wrong, for a few seconds. */
export function notice(words) {
  const place = byId("notice");
  place.textContent = words;
  place.hidden = false;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => (place.hidden = true), 8000);
}

/** What is remembered between visits; a browser that forbids it just forgets. */
export const memory = {
  get(key) {
    try {
      return JSON.parse(localStorage.getItem(`waypost.${key}`));
    } catch {
      return null;
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(`waypost.${key}`, JSON.stringify(value));
    } catch {
      // a private window: nothing to do
    }
  },
};
