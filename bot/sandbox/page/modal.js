// Modals: views that Waypost opens over the page, with their fields, errors and buttons.

import { byId, el } from "./dom.js";
import { drawBlocks, textObject } from "./blocks.js";
import { control } from "./inputs.js";

/**
 * The modal of the page. `show(view | null)` draws what stands on top of the person's stack;
 * *acts*: `{submit(values), close(all), press(element, chosen, values)}`; *around* as for `drawBlocks`.
 */
export function modal(around, acts) {
  const dialog = byId("modal");
  const typedBefore = new Map(); // view id → block id → value: kept while another view lies on top, or the view is updated
  let shown = null;
  let fields = new Map();
  let opener = null;
  let busy = false;

  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (!busy) acts.close(false);
  });
  keepFocusInside(dialog);

  function show(view) {
    if (stampOf(view) === stampOf(shown)) return;
    if (shown) typedBefore.set(shown.id, values());
    const another = view?.id !== shown?.id;
    const focused = another ? null : document.activeElement?.id;
    shown = view;
    if (!view) return shut();
    draw(view, typedBefore.get(view.id) ?? {});
    if (!dialog.open) {
      opener = document.activeElement;
      dialog.showModal();
    }
    for (const area of dialog.querySelectorAll("textarea")) area.dispatchEvent(new Event("input")); // its height is known only now
    if (focused && byId(focused)) byId(focused).focus();
    else if (another) [...fields.values()][0]?.control.focus();
  }

  function shut() {
    typedBefore.clear();
    fields = new Map();
    dialog.close();
    dialog.replaceChildren();
    if (opener?.isConnected) opener.focus();
    else byId("composer-text")?.focus(); // the preview has no such box
  }

  function values() {
    return Object.fromEntries([...fields].map(([id, field]) => [id, field.control.read()]));
  }

  function draw(view, before) {
    fields = new Map();
    const content = (view.blocks ?? []).map((block, at) => {
      if (block.type !== "input")
        return drawBlocks([block], {
          ...around,
          place: `view-${view.id}-${at}`,
          press: (element, chosen) => acts.press(element, chosen, values()),
        });
      const field = input(block, at, before);
      fields.set(block.block_id ?? `${at}`, field);
      return field.node;
    });
    const shut = el("button", { type: "button", class: "quiet close", "aria-label": "Close", on: { click: () => acts.close(true) } }, "×");
    const stop = el("button", { type: "button", text: view.close?.text ?? "Cancel", on: { click: () => acts.close(false) } });
    const send = view.submit && el("button", { type: "submit", class: "primary", text: view.submit.text });
    const form = el(
      "form",
      { novalidate: true, on: { submit: onSubmit } },
      el("header", {}, el("h2", { id: "modal-title", text: view.title?.text ?? "" }), shut),
      el("div", { class: "content", tabindex: "-1" }, el("p", { class: "error", id: "modal-error", role: "alert", hidden: true }), content),
      el("footer", {}, stop, send),
    );
    dialog.dataset.view = view.id;
    dialog.replaceChildren(form);
  }

  function input(block, at, before) {
    const id = `input-${at}`;
    const error = el("p", { class: "error", id: `${id}-error`, hidden: true });
    const hint = block.hint && el("p", { class: "muted", id: `${id}-hint` }, textObject(block.hint, around.names));
    const made = control(block.element, {
      ...around,
      id,
      described: [`${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" "),
      value: before[block.block_id],
    });
    const label = [textObject(block.label, around.names), block.optional && el("span", { class: "muted", text: " (optional)" })];
    const inside = [made.node, made.after, hint, error];
    const node = made.group
      ? el(
          "fieldset",
          { class: "field", data: { block: block.block_id }, "aria-describedby": `${id}-error` },
          el("legend", {}, label),
          inside,
        )
      : el("div", { class: "field", data: { block: block.block_id } }, el("label", { for: id }, label), inside);
    return { node, control: made, error, optional: block.optional };
  }

  async function onSubmit(event) {
    event.preventDefault();
    if (busy) return;
    const missing = [...fields].filter(([, field]) => !field.optional && !field.control.read().length);
    if (missing.length) return complain(Object.fromEntries(missing.map(([id]) => [id, "Please answer this one."])));
    complain({});
    wait(true);
    const answer = await acts.submit(values());
    wait(false);
    if (answer?.errors) complain(answer.errors);
    else if (!answer || answer.problem) whole("Waypost did not take this. What you have written is still here; please try again.");
  }

  function wait(now) {
    busy = now;
    dialog.classList.toggle("busy", now);
    dialog.querySelector("[type=submit]")?.setAttribute("aria-disabled", String(now));
  }

  function complain(errors) {
    let first = null;
    whole("");
    for (const [id, { control: made, error, node }] of fields) {
      error.textContent = errors[id] ?? "";
      error.hidden = !errors[id];
      node.classList.toggle("wrong", Boolean(errors[id]));
      for (const one of made.group ? made.node.querySelectorAll("input") : [made.node])
        one.setAttribute("aria-invalid", String(Boolean(errors[id])));
      if (errors[id]) first ??= made;
    }
    const elsewhere = Object.entries(errors)
      .filter(([id]) => !fields.has(id))
      .map(([, words]) => words);
    if (elsewhere.length) whole(elsewhere.join(" "));
    first?.focus();
  }

  function whole(words) {
    const place = byId("modal-error");
    if (!place) return;
    place.textContent = words;
    place.hidden = !words;
    if (words) place.scrollIntoView({ block: "nearest" });
  }

  return { show, complain: whole };
}

const stampOf = (view) => (view ? JSON.stringify([view.id, view.hash, view.blocks, view.title]) : "");

/** Tab goes round inside *dialog*; the browser makes the rest inert, but would let the focus out to its own bars. */
function keepFocusInside(dialog) {
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Tab") return;
    const stops = [...dialog.querySelectorAll("button, input, select, textarea, a[href], summary, [tabindex='0']")].filter(
      (node) => !node.disabled && node.checkVisibility(),
    );
    const [first, last] = [stops[0], stops.at(-1)];
    if (!first || document.activeElement !== (event.shiftKey ? first : last)) return;
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  });
}

/** Ask what a button's `confirm` object says. Gives true if the person agrees. */
export function confirmation(object, names) {
  const dialog = byId("confirm");
  return new Promise((done) => {
    const end = (agreed) => {
      dialog.close();
      dialog.replaceChildren();
      done(agreed);
    };
    dialog.oncancel = (event) => {
      event.preventDefault();
      end(false);
    };
    dialog.replaceChildren(
      el("header", {}, el("h2", { id: "confirm-title", text: object.title?.text ?? "Are you sure?" })),
      el("div", { class: "content" }, el("p", {}, textObject(object.text, names))),
      el(
        "footer",
        {},
        el("button", { type: "button", text: object.deny?.text ?? "Cancel", on: { click: () => end(false) } }),
        el("button", {
          type: "button",
          class: object.style === "danger" ? "danger" : "primary",
          text: object.confirm?.text ?? "Yes",
          on: { click: () => end(true) },
        }),
      ),
    );
    dialog.showModal();
  });
}
