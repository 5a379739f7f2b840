// The inputs of a card, each with its label, what stands in it, and what is wrong with it.

import { el } from "./dom.js";
import { asOption, control } from "./inputs.js";

const APART = "field/"; // may stand before an input's id, and never stands in the id of its problem

/** An input with what belongs to it; null for one that we do not know. `around.fields` learns of it. */
export function entry(element, around) {
  const asked = kinds[element.type]?.(element);
  if (!asked) return null;
  const id = `${around.place}-${element.id}`;
  const problem = `problem/${String(element.id).replace(APART, "")}`;
  const wrong = around.errors[element.id];
  const described =
    [wrong && `${id}-error`, around.problems.has(problem) && `${around.place}-${problem}`].filter(Boolean).join(" ") || null;
  const made = control(asked, { id, described, value: around.values[element.id] });
  around.fields.set(element.id, made);
  const bad = Boolean(wrong) || around.problems.has(problem);
  for (const box of made.group ? made.node.querySelectorAll("input") : [made.node]) {
    box.dataset.focus = box.id;
    if (bad) box.setAttribute("aria-invalid", "true");
    if (element.isRequired && box.type !== "checkbox") box.required = true;
  }
  const label = [
    element.label ?? element.title ?? element.id,
    element.isRequired && el("span", { class: "must", "aria-hidden": "true", text: " *" }),
  ];
  const error = wrong && el("p", { class: "error", id: `${id}-error`, text: wrong });
  const inside = [made.node, made.after, error];
  const given = { class: bad ? "field wrong" : "field", data: { input: element.id } };
  return made.group
    ? el("fieldset", { ...given, "aria-describedby": described }, el("legend", {}, label), inside)
    : el("div", given, el("label", { for: id }, label), inside);
}

const placeholder = (one) => one.placeholder && { text: one.placeholder };

const kinds = {
  "Input.Text": (one) => ({
    type: "plain_text_input",
    multiline: one.isMultiline,
    rows: 3,
    max_length: one.maxLength,
    placeholder: placeholder(one),
    initial_value: one.value,
  }),
  "Input.Number": (one) => ({ type: "number_input", placeholder: placeholder(one), initial_value: one.value }),
  "Input.Date": (one) => ({ type: "datepicker", initial_date: one.value }),
  "Input.ChoiceSet": choices,
};

function choices(one) {
  const options = (one.choices ?? []).map(({ title, value }) => asOption(value, title));
  const chosen = String(one.value ?? "").split(",");
  const initial = options.filter(({ value }) => chosen.includes(value));
  if (one.isMultiSelect) return { type: "checkboxes", options, initial_options: initial };
  const type = one.style === "expanded" ? "radio_buttons" : "static_select";
  return { type, options, placeholder: placeholder(one), initial_option: initial[0] };
}
