// Block Kit, drawn. A block we do not know is shown as its text, never left out.

import { el } from "./dom.js";
import { chart } from "./chart.js";
import { control } from "./inputs.js";
import { link, mrkdwn } from "./mrkdwn.js";
import { richText } from "./richtext.js";

/**
 * The nodes of *blocks*. *around* is where they stand:
 * `{names: {person, channel}, people(), channels(), press(element, chosen), place, confirm(dialog)}`.
 */
export function drawBlocks(blocks, around) {
  return (blocks ?? []).map((block, at) => {
    const draw = kinds[block.type] ?? unknown;
    const node = draw(block, { ...around, place: `${around.place}-${block.block_id ?? at}` });
    node.classList.add("block", `block-${block.type}`);
    return node;
  });
}

const kinds = {
  rich_text: (block, around) => richText(block, around.names),
  header: (block) => el("h3", { text: block.text?.text ?? "" }),
  divider: () => el("hr"),
  section,
  context: (block, around) =>
    el(
      "div",
      {},
      (block.elements ?? []).map((one) => (one.type === "image" ? picture(one) : el("span", {}, textObject(one, around.names)))),
    ),
  actions: (block, around) =>
    el(
      "div",
      { role: "group" },
      (block.elements ?? []).map((element) => interactive(element, around)),
    ),
  image: (block) => el("figure", {}, block.title && el("figcaption", { text: block.title.text }), picture(block)),
  table,
  data_visualization: chart,
  markdown: (block) => el("div", { class: "para", text: block.text ?? "" }),
};

/** A text object: plain text as it is, mrkdwn with its marks. */
export function textObject(object, names) {
  if (!object) return null;
  return object.type === "mrkdwn" ? mrkdwn(object.text ?? "", names) : (object.text ?? "");
}

function section(block, around) {
  const words = block.text && el("div", { class: "para" }, textObject(block.text, around.names));
  const fields =
    block.fields &&
    el(
      "div",
      { class: "fields" },
      block.fields.map((field) => el("div", {}, textObject(field, around.names))),
    );
  const beside = block.accessory && (block.accessory.type === "image" ? picture(block.accessory) : interactive(block.accessory, around));
  return el("div", {}, el("div", { class: "words" }, words, fields), beside && el("div", { class: "beside" }, beside));
}

/** Only pictures of this machine are loaded; one from elsewhere is described, and opened if the person wants it. */
export function picture({ image_url: address = "", alt_text: words = "" }) {
  const target = URL.canParse(address, location.href) ? new URL(address, location.href) : null;
  const here = target && (target.protocol === "data:" || ["127.0.0.1", "localhost", location.hostname].includes(target.hostname));
  if (here) return el("img", { src: target.href, alt: words, loading: "lazy" });
  return el("div", { class: "elsewhere" }, el("span", { text: `Picture: ${words}` }), link(address, "Open it (leaves this machine)"));
}

function table(block, around) {
  const align = (at) => ({ right: "number", center: "centre" })[block.column_settings?.[at]?.align];
  const cell = (tag, given, at) =>
    el(
      tag,
      { class: align(at), scope: tag === "th" ? "col" : null },
      given.type === "rich_text" ? richText(given, around.names) : String(given.text ?? given.value ?? ""),
    );
  const [head, ...rows] = block.rows ?? [];
  return el(
    "div",
    { tabindex: "0", role: "region", "aria-label": "Table" },
    el(
      "table",
      {},
      head &&
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            head.map((given, at) => cell("th", given, at)),
          ),
        ),
      el(
        "tbody",
        {},
        rows.map((row) =>
          el(
            "tr",
            {},
            row.map((given, at) => cell("td", given, at)),
          ),
        ),
      ),
    ),
  );
}

export function interactive(element, around) {
  if (element.type === "button" || element.type === "workflow_button") return button(element, around);
  if (element.type === "overflow") return interactive({ ...element, type: "static_select", placeholder: { text: "More …" } }, around);
  const id = `${around.place}-${element.action_id}`;
  const field = control(element, { ...around, id, change: () => around.press(element, field.read()) });
  const name = element.placeholder?.text ?? element.action_id;
  field.node.setAttribute("aria-label", name);
  field.node.dataset.focus = id;
  if (field.group) field.node.setAttribute("role", "group");
  return el("div", { class: "control" }, field.node);
}

function button(element, around) {
  const words = element.text?.text ?? "";
  const given = {
    class: `press ${element.style ?? ""}`.trim(),
    "aria-label": element.accessibility_label,
    data: { action: element.action_id, focus: `${around.place}-${element.action_id}` },
  };
  const target = element.url && link(element.url, words);
  if (target) {
    target.className = given.class;
    target.dataset.action = element.action_id;
    target.addEventListener("click", () => around.press(element));
    return target;
  }
  const node = el("button", { ...given, type: "button", text: words });
  node.addEventListener("click", async () => {
    if (node.getAttribute("aria-disabled")) return; // pressed already, and on its way
    if (element.confirm && !(await around.confirm(element.confirm))) return;
    node.setAttribute("aria-disabled", "true");
    node.classList.add("busy");
    await around.press(element);
    node.removeAttribute("aria-disabled");
    node.classList.remove("busy");
  });
  return node;
}

function unknown(block) {
  const words = [];
  JSON.stringify(block, (key, value) => {
    if (key === "text" && typeof value === "string") words.push(value);
    return value;
  });
  return el("div", { class: "para" }, words.join(" ") || `[${block.type}]`);
}
