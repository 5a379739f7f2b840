// data_visualization blocks as inline SVG, with the numbers beside them for those who would rather read.

import { el, svg } from "./dom.js";

const number = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 2 });

export function chart(block) {
  const given = block.chart ?? {};
  const drawing = given.type === "pie" ? pie(given) : axes(given);
  return el(
    "figure",
    { class: "chart" },
    el("figcaption", { text: block.title ?? "" }),
    legend(given),
    drawing,
    numbers(block.title, given),
  );
}

const labelsOf = (given) => given.axis_config?.categories ?? (given.series?.[0]?.data ?? []).map((point) => point.label);
const valueAt = (series, label) => (series.data ?? []).find((point) => point.label === label)?.value;

function legend(given) {
  const names = given.type === "pie" ? (given.segments ?? []).map((one) => one.label) : (given.series ?? []).map((one) => one.name);
  if (given.type !== "pie" && names.length < 2) return null;
  return el(
    "ul",
    { class: "legend" },
    names.map((name, at) => el("li", {}, el("span", { class: `swatch s${at % 6}`, "aria-hidden": "true" }), name)),
  );
}

function numbers(title, given) {
  const pieces = given.type === "pie";
  const head = pieces ? ["", "Value"] : [given.axis_config?.x_label || "", ...(given.series ?? []).map((one) => one.name)];
  const rows = pieces
    ? (given.segments ?? []).map((one) => [one.label, one.value])
    : labelsOf(given).map((label) => [label, ...given.series.map((one) => valueAt(one, label))]);
  return el(
    "details",
    {},
    el("summary", { text: "The numbers" }),
    el(
      "div",
      { class: "wide", tabindex: "0", role: "region", "aria-label": `Numbers of ${title ?? "the chart"}` },
      el(
        "table",
        {},
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            head.map((cell) => el("th", { scope: "col", text: cell })),
          ),
        ),
        el(
          "tbody",
          {},
          rows.map(([label, ...values]) =>
            el(
              "tr",
              {},
              el("th", { scope: "row", text: label }),
              values.map((value) => el("td", { class: "number", text: value === undefined ? "–" : number.format(value) })),
            ),
          ),
        ),
      ),
    ),
  );
}

/** Round steps that cover *low* to *high* in about four. */
function ticks(low, high) {
  const rough = (high - low || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].find((each) => each * power >= rough) * power;
  const out = [];
  for (let at = Math.floor(low / step); at * step < high + step * 0.999; at += 1) out.push(Number((at * step).toFixed(10)));
  return out;
}

function axes(given) {
  const labels = labelsOf(given);
  const series = given.series ?? [];
  const values = series.flatMap((one) => (one.data ?? []).map((point) => point.value));
  const marks = ticks(Math.min(0, ...values), Math.max(0, ...values));
  const narrow = window.innerWidth < 640;
  const [width, height] = narrow ? [320, 220] : [560, 240];
  const room = {
    left: 12 + 7 * Math.max(...marks.map((mark) => number.format(mark).length)),
    right: 12,
    top: given.axis_config?.y_label ? 24 : 10,
    bottom: given.axis_config?.x_label ? 44 : 26,
  };
  const [low, high] = [marks[0], marks.at(-1)];
  const slot = (width - room.left - room.right) / Math.max(labels.length, 1);
  const x = (at) => room.left + slot * (at + 0.5);
  const y = (value) => room.top + (height - room.top - room.bottom) * (1 - (value - low) / (high - low || 1));
  const frame = { labels, series, x, y, slot, zero: y(Math.max(0, low)) };
  const sketch = { bar: bars, line: lines, area: areas }[given.type] ?? bars;
  return svg(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": spoken(given, labels, series), class: "plot" },
    marks.map((mark) => [
      svg("line", { class: mark === 0 ? "axis" : "grid", x1: room.left, x2: width - room.right, y1: y(mark), y2: y(mark) }),
      svg("text", { x: room.left - 6, y: y(mark) + 4, "text-anchor": "end", text: number.format(mark) }),
    ]),
    sketch(frame),
    xLabels(frame, height - room.bottom + 16),
    given.axis_config?.y_label && svg("text", { x: 0, y: 11, class: "title", text: given.axis_config.y_label }),
    given.axis_config?.x_label &&
      svg("text", { x: (width + room.left) / 2, y: height - 6, class: "title", "text-anchor": "middle", text: given.axis_config.x_label }),
  );
}

function xLabels({ labels, x, slot }, at) {
  const fits = Math.max(3, Math.floor(slot / 6.5));
  const every = Math.ceil(Math.min(Math.max(...labels.map((label) => label.length), 1), 8) / fits);
  const room = fits * every;
  return labels.map(
    (label, index) =>
      index % every === 0 &&
      svg(
        "text",
        { x: x(index), y: at, "text-anchor": "middle" },
        svg("title", { text: label }),
        label.length > room ? `${label.slice(0, room - 1)}…` : label,
      ),
  );
}

function bars({ labels, series, x, y, slot, zero }) {
  const width = Math.min((slot * 0.72) / Math.max(series.length, 1), 44);
  return series.flatMap((one, nth) =>
    labels.map((label, at) => {
      const value = valueAt(one, label);
      if (value === undefined) return null;
      const left = x(at) + (nth - series.length / 2) * width;
      return svg(
        "rect",
        {
          class: `s${nth % 6}`,
          x: left + 1,
          width: Math.max(width - 2, 1),
          y: Math.min(y(value), zero),
          height: Math.max(Math.abs(zero - y(value)), 1),
          rx: 2,
        },
        svg("title", { text: `${one.name}, ${label}: ${number.format(value)}` }),
      );
    }),
  );
}

const DASHES = ["", "7 4", "2 4", "10 3 2 3", "4 2", "12 4"]; // lines differ by more than their colour

function lines({ labels, series, x, y }) {
  return series.map((one, nth) => {
    const points = labels.map((label, at) => [label, valueAt(one, label), x(at)]).filter(([, value]) => value !== undefined);
    return svg(
      "g",
      { class: `stroke s${nth % 6}` },
      svg("polyline", {
        points: points.map(([, value, left]) => `${left},${y(value)}`).join(" "),
        "stroke-dasharray": DASHES[nth % 6] || null,
      }),
      points.map(([label, value, left]) =>
        svg("circle", { cx: left, cy: y(value), r: 3.5 }, svg("title", { text: `${one.name}, ${label}: ${number.format(value)}` })),
      ),
    );
  });
}

function areas(frame) {
  const { labels, series, x, y, zero } = frame;
  const fills = series.map((one, nth) => {
    const points = labels.map((label, at) => [x(at), valueAt(one, label)]).filter(([, value]) => value !== undefined);
    if (!points.length) return null;
    const path = [[points[0][0], zero], ...points.map(([left, value]) => [left, y(value)]), [points.at(-1)[0], zero]];
    return svg("polygon", { class: `fill s${nth % 6}`, points: path.map((pair) => pair.join(",")).join(" ") });
  });
  return [fills, lines(frame)];
}

function pie(given) {
  const segments = given.segments ?? [];
  const whole = segments.reduce((sum, one) => sum + one.value, 0) || 1;
  const point = (turn) => [100 + 88 * Math.sin(turn * 2 * Math.PI), 100 - 88 * Math.cos(turn * 2 * Math.PI)];
  let from = 0;
  const slices = segments.map((one, nth) => {
    const to = from + one.value / whole;
    const words = svg("title", { text: `${one.label}: ${number.format(one.value)}` });
    const slice =
      to - from > 0.9999
        ? svg("circle", { class: `slice s${nth % 6}`, cx: 100, cy: 100, r: 88 }, words)
        : svg(
            "path",
            {
              class: `slice s${nth % 6}`,
              d: `M100 100L${point(from).join(" ")}A88 88 0 ${to - from > 0.5 ? 1 : 0} 1 ${point(to).join(" ")}Z`,
            },
            words,
          );
    from = to;
    return slice;
  });
  const label = segments.map((one) => `${one.label} ${number.format(one.value)}`).join(", ");
  return svg("svg", { viewBox: "0 0 200 200", role: "img", "aria-label": `Pie chart. ${label}`, class: "plot pie" }, slices);
}

function spoken(given, labels, series) {
  const each = series.map(
    (one) => `${one.name}: ${labels.map((label) => `${label} ${number.format(valueAt(one, label) ?? 0)}`).join(", ")}`,
  );
  return `${given.type ?? "Bar"} chart. ${each.join(". ")}`;
}
