// Controls of Block Kit: what a person fills in or chooses, in a modal, a message or Home.

import { el } from "./dom.js";

const optionText = (option) => option.text?.text ?? option.value;

/**
 * A control for *element*: `{node, group, read, focus}`. *group* says that it needs a fieldset rather than a label;
 * `read()` gives a text, or a list of texts where several can be chosen.
 */
export function control(element, { id, described, value, people, channels, change = () => {} }) {
  const common = { id, "aria-describedby": described };
  switch (element.type) {
    case "radio_buttons":
      return choices("radio", flat(element), common, value ?? [element.initial_option?.value], change);
    case "checkboxes":
    case "multi_static_select":
      return choices("checkbox", flat(element), common, value ?? (element.initial_options ?? []).map((one) => one.value), change);
    case "multi_users_select":
      return choices("checkbox", people(), common, value ?? element.initial_users ?? [], change);
    case "multi_conversations_select":
    case "multi_channels_select":
      return choices("checkbox", channels(), common, value ?? element.initial_conversations ?? element.initial_channels ?? [], change);
    case "static_select":
    case "external_select":
      return select(element, grouped(element), common, value ?? element.initial_option?.value, change);
    case "users_select":
      return select(element, people(), common, value ?? element.initial_user, change);
    case "conversations_select":
    case "channels_select":
      return select(element, channels(), common, value ?? element.initial_conversation ?? element.initial_channel, change);
    default:
      return typed(element, common, value, change);
  }
}

const flat = (element) => element.options ?? (element.option_groups ?? []).flatMap((group) => group.options);
const grouped = (element) => element.options ?? element.option_groups ?? [];
export const asOption = (value, text, description) => ({ value, text: { text }, description: description && { text: description } });

function typed(element, common, value, change) {
  const type =
    { datepicker: "date", timepicker: "time", number_input: "number", email_text_input: "email", url_text_input: "url" }[element.type] ??
    "text";
  const given = {
    ...common,
    maxlength: element.max_length,
    minlength: element.min_length,
    placeholder: element.placeholder?.text,
    on: { change },
  };
  const node = element.multiline ? el("textarea", { ...given, rows: element.rows ?? 4 }) : el("input", { ...given, type });
  node.value = value ?? element.initial_value ?? element.initial_date ?? element.initial_time ?? "";
  if (!element.multiline && !element.max_length) return { node, read: () => node.value, focus: () => node.focus() };
  const left = el("p", { class: "left" });
  const count = () => {
    const room = (element.max_length ?? Infinity) - node.value.length;
    left.textContent = room <= 200 ? `${room} characters left` : "";
    grow(node);
  };
  node.addEventListener("input", count);
  count();
  return { node, after: left, read: () => node.value, focus: () => node.focus() };
}

/** A text area as high as what stands in it, up to what its style allows. */
export function grow(area) {
  if (!(area instanceof HTMLTextAreaElement)) return;
  area.style.height = "auto";
  if (area.scrollHeight) area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
}

function select(element, options, common, value, change) {
  const option = (one) => el("option", { value: one.value, text: optionText(one) });
  const node = el(
    "select",
    { ...common, on: { change } },
    el("option", { value: "", text: element.placeholder?.text ?? "Choose …" }),
    options.map((one) => (one.options ? el("optgroup", { label: one.label?.text ?? "" }, one.options.map(option)) : option(one))),
  );
  node.value = [...node.options].some((one) => one.value === value) ? value : "";
  return { node, read: () => node.value, focus: () => node.focus() };
}

function choices(kind, options, common, chosen, change) {
  const boxes = options.map((option, at) =>
    el("input", { type: kind, name: common.id, id: `${common.id}-${at}`, value: option.value, on: { change } }),
  );
  boxes.forEach((box, at) => (box.checked = chosen.includes(options[at].value)));
  const rows = options.map((option, at) =>
    el(
      "div",
      { class: "option" },
      boxes[at],
      el(
        "label",
        { for: boxes[at].id },
        optionText(option),
        option.description?.text && el("span", { class: "muted", text: option.description.text }),
      ),
    ),
  );
  const node = el("div", { class: options.length > 10 ? "options long" : "options", id: common.id }, rows);
  const read = () => boxes.filter((box) => box.checked).map((box) => box.value);
  return {
    node,
    group: true,
    read: kind === "radio" ? () => read()[0] ?? "" : read,
    focus: () => (boxes.find((box) => box.checked) ?? boxes[0])?.focus(),
  };
}
