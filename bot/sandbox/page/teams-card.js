// Adaptive Cards, drawn: the elements that Waypost's cards are made of. One that we do not know is named, so that nobody misses it.

import { picture } from "./blocks.js";
import { chart } from "./chart.js";
import { el } from "./dom.js";
import { entry } from "./teams-inputs.js";
import { link } from "./mrkdwn.js";

/**
 * A card. *around* is where it stands: `{place, values, errors, press(action, values), typed(values)}`:
 * *values* are what was typed into its inputs before (by id), *errors* what the Teams app finds wrong with them.
 */
export function drawCard(card, around) {
  const fields = new Map();
  const within = { ...around, fields, problems: problems(card) };
  const values = () => Object.fromEntries([...fields].map(([id, field]) => [id, field.read()]));
  const press = (action) => around.press(action, action.associatedInputs === "none" ? {} : values());
  const node = el("div", { class: "card", "data-testid": "card" }, items(card.body, { ...within, press }));
  const told = () => around.typed(values());
  node.addEventListener("input", told);
  node.addEventListener("change", told);
  return node;
}

/** What the card itself says is wrong, by the input below which it stands. */
function problems(node, found = new Set()) {
  if (Array.isArray(node)) node.forEach((one) => problems(one, found));
  else if (node && typeof node === "object") {
    if (String(node.id).startsWith("problem/")) found.add(node.id);
    [node.body, node.items, node.columns].forEach((inside) => inside && problems(inside, found));
  }
  return found;
}

const items = (all, around) => (all ?? []).filter((one) => one.isVisible !== false).map((one) => item(one, around));

function item(element, around) {
  const draw = kinds[element.type] ?? (String(element.type).startsWith("Input.") ? entry : null);
  const node = draw?.(element, around) ?? unknown(element, around);
  node.classList.add("part", `part-${String(element.type).replace(/\W/g, "-")}`, `space-${element.spacing ?? "default"}`);
  if (element.separator) node.classList.add("apart");
  if (element.horizontalAlignment) node.classList.add(`align-${element.horizontalAlignment.toLowerCase()}`);
  return node;
}

const kinds = {
  TextBlock: (one, around) => el(one.style === "heading" ? "h4" : "p", { class: look(one), ...problem(one, around), text: one.text }),
  RichTextBlock: (one, around) => el("p", { class: "text", ...problem(one, around) }, (one.inlines ?? []).map(run)),
  Container: (one, around) => el("div", { class: `style-${one.style ?? "default"}` }, items(one.items, around)),
  ColumnSet: (one, around) =>
    el(
      "div",
      { class: "columns" },
      (one.columns ?? []).map((each) => column(each, around)),
    ),
  FactSet: (one) =>
    el(
      "dl",
      {},
      (one.facts ?? []).map((fact) => el("div", {}, el("dt", { text: fact.title }), el("dd", { text: fact.value }))),
    ),
  Image: (one) => el("figure", {}, picture({ image_url: one.url, alt_text: one.altText })),
  Table: table,
  ActionSet: (one, around) =>
    el(
      "div",
      { role: "group", "aria-label": "Buttons" },
      (one.actions ?? []).map((action) => button(action, around)),
    ),
  "Chart.Line": (one) => drawn(one, "line", one.data),
  "Chart.VerticalBar": (one) => drawn(one, "bar", [{ legend: one.yAxisTitle ?? one.title, values: one.data }]),
  "Chart.VerticalBar.Grouped": (one) => drawn(one, "bar", one.data),
};

const look = (one) =>
  [
    "text",
    one.size && `size-${one.size.toLowerCase()}`,
    one.weight && `weight-${one.weight.toLowerCase()}`,
    one.color && `colour-${one.color.toLowerCase()}`,
    one.fontType && `font-${one.fontType.toLowerCase()}`,
    one.isSubtle && "subtle",
    one.italic && "italic",
    one.strikethrough && "struck",
  ]
    .filter(Boolean)
    .join(" ");

/** What says that an input is wrong is what a screen reader reads with it. */
const problem = ({ id }, { place }) => (String(id).startsWith("problem/") ? { id: `${place}-${id}`, class: "text problem" } : {});

function run(one) {
  if (typeof one === "string") return one;
  const go = one.selectAction?.type === "Action.OpenUrl" && link(one.selectAction.url, one.text);
  return go ? el("span", { class: look(one) }, go) : el("span", { class: look(one), text: one.text });
}

function column(one, around) {
  const node = el("div", { class: `style-${one.style ?? "default"}` }, items(one.items, around));
  node.style.flex = one.width === "auto" ? "0 0 auto" : `${Number(one.width) || 1} 1 0`;
  return node;
}

function table(one, around) {
  const [head, ...rest] = one.firstRowAsHeader ? (one.rows ?? []) : [null, ...(one.rows ?? [])];
  const row = (given, tag) =>
    el(
      "tr",
      {},
      (given.cells ?? []).map((cell) => el(tag, { scope: tag === "th" ? "col" : null }, items(cell.items, around))),
    );
  return el(
    "div",
    { class: "wide", tabindex: "0", role: "region", "aria-label": "Table" },
    el(
      "table",
      {},
      head && el("thead", {}, row(head, "th")),
      el(
        "tbody",
        {},
        rest.map((given) => row(given, "td")),
      ),
    ),
  );
}

/** A chart of Teams in the terms of the other's: they are drawn by the same hand. */
function drawn(one, type, data) {
  const series = (data ?? []).map(({ legend, values }) => ({
    name: legend ?? "",
    data: (values ?? []).map(({ x, y }) => ({ label: String(x), value: y })),
  }));
  const categories = [...new Set(series.flatMap((each) => each.data.map(({ label }) => label)))];
  return chart({ title: one.title, chart: { type, series, axis_config: { categories, y_label: one.yAxisTitle } } });
}

function button(action, around) {
  const look = `press ${{ positive: "primary", destructive: "danger" }[action.style] ?? ""}`.trim();
  if (action.type === "Action.OpenUrl") {
    const go = link(action.url, action.title);
    if (!go) return el("span", { class: "undrawn", text: `not drawn: a link to ${action.url}` });
    go.className = look;
    return go;
  }
  if (!["Action.Execute", "Action.Submit"].includes(action.type))
    return el("span", { class: "undrawn", text: `not drawn: ${action.type}` });
  const node = el("button", { type: "button", class: look, text: action.title, data: { focus: `${around.place} ${action.title}` } });
  node.addEventListener("click", async () => {
    const card = node.closest(".card");
    if (card.getAttribute("aria-busy")) return; // pressed already, and on its way
    card.setAttribute("aria-busy", "true");
    node.classList.add("busy");
    await around.press(action);
    card.removeAttribute("aria-busy");
    node.classList.remove("busy");
  });
  return node;
}

/** What a client does not know it leaves to the fallback; here it is named as well. */
function unknown(element, around) {
  const instead = typeof element.fallback === "object" && element.fallback ? items([element.fallback], around) : [];
  return el("div", {}, el("p", { class: "undrawn", text: `not drawn: ${element.type}` }), instead);
}
