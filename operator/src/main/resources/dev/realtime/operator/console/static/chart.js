// Charts in SVG, drawn by hand: a few lines over equal steps of time, with gaps where nothing was measured.

import { h, s } from "./dom.js";
import { clock } from "./words.js";

const WIDTH = 440;
const HEIGHT = 180;
const LEFT = 48;
const RIGHT = 10;
const TOP = 12;
const BOTTOM = 24;

/** A round number at or above the highest value, so that the scale does not tremble; of whole numbers its half is one too. */
function ceiling(value, whole) {
  if (value <= 0) {
    return whole ? 2 : 1;
  }
  const power = whole ? Math.max(1, 10 ** Math.floor(Math.log10(value))) : 10 ** Math.floor(Math.log10(value));
  const steps = whole && power === 1 ? [2, 4, 6, 8, 10] : [1, 2, 3, 4, 5, 6, 8, 10];
  return steps.map((step) => step * power).find((step) => step >= value);
}

/** Paths of a line: one for each stretch without a gap; a single point is a short dash. */
function stretches(points, x, y) {
  const paths = [];
  let current = [];
  points.forEach((value, i) => {
    if (value === null || value === undefined) {
      current = [];
    } else {
      if (current.length === 0) {
        paths.push(current);
      }
      current.push([x(i), y(value)]);
    }
  });
  return paths.map((path) => (path.length === 1 ? [path[0], [path[0][0] + 2, path[0][1]]] : path));
}

const outline = (path) => path.map(([px, py], i) => `${i ? "L" : "M"}${px.toFixed(1)} ${py.toFixed(1)}`).join("");

/**
 * A chart.
 *
 * @param title what it shows
 * @param lines [{name, points, tone, area}], oldest first
 * @param time {from, stepMillis}
 * @param format how a value reads
 * @param limit {value, name} a threshold to draw, if it is near
 * @param most the highest value there can be, if there is one
 * @param whole whether values are whole numbers
 */
export function chart({ title, lines, time, format, limit, most = Infinity, whole = false }) {
  const size = lines[0].points.length;
  const highest = Math.max(0, ...lines.flatMap((line) => line.points.filter((value) => value !== null)));
  const nearLimit = limit && highest >= limit.value / 3;
  const top = Math.min(most, ceiling(Math.max(highest * 1.05, nearLimit ? limit.value * 1.1 : 0), whole));
  const x = (i) => LEFT + (i / (size - 1)) * (WIDTH - LEFT - RIGHT);
  const y = (value) => TOP + (1 - value / top) * (HEIGHT - TOP - BOTTOM);
  const at = (i) => new Date(time.from).getTime() + i * time.stepMillis;
  const empty = lines.every((line) => line.points.every((value) => value === null));
  const svg = s("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "plot", role: "img", "aria-label": description(title, lines, format) });
  for (const share of [0, 0.5, 1]) {
    svg.append(
      s("line", { class: "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: y(top * share), y2: y(top * share) }),
      s("text", { class: "tick", x: LEFT - 8, y: y(top * share) + 4, "text-anchor": "end" }, format(top * share)),
    );
  }
  for (const share of [0, 0.5, 1]) {
    const anchor = share === 0 ? "start" : share === 1 ? "end" : "middle";
    svg.append(s("text", { class: "tick", x: x(share * (size - 1)), y: HEIGHT - 6, "text-anchor": anchor }, clock(at(share * (size - 1)))));
  }
  if (nearLimit) {
    svg.append(s("line", { class: "limit", x1: LEFT, x2: WIDTH - RIGHT, y1: y(limit.value), y2: y(limit.value) }));
  }
  for (const line of lines) {
    for (const path of stretches(line.points, x, y)) {
      if (line.area) {
        const first = path[0][0].toFixed(1);
        const last = path.at(-1)[0].toFixed(1);
        svg.append(s("path", { class: `area ${line.tone}`, d: `${outline(path)}L${last} ${y(0)}L${first} ${y(0)}Z` }));
      }
      svg.append(s("path", { class: `line ${line.tone}`, d: outline(path) }));
    }
  }
  if (nearLimit) {
    // Above the lines, and where the newest values are not.
    svg.append(s("text", { class: "tick limit-name", x: LEFT + 4, y: y(limit.value) - 4 }, limit.name));
  }
  if (empty) {
    svg.append(s("text", { class: "empty", x: WIDTH / 2, y: HEIGHT / 2, "text-anchor": "middle" }, "nothing measured yet"));
  }
  return h("figure", { class: "chart" }, legend(title, lines, format), pointed(svg, { lines, size, x, at, format }));
}

function description(title, lines, format) {
  return `${title}: ${lines.map((line) => `${line.name} now ${format(line.points.findLast((value) => value !== null) ?? null)}`).join(", ")}`;
}

function legend(title, lines, format) {
  return h(
    "figcaption",
    {},
    h("strong", {}, title),
    h(
      "span",
      { class: "legend" },
      lines.map((line) => h("span", { class: `key ${line.tone}` }, line.name, " ", h("b", {}, format(line.points.findLast((value) => value !== null) ?? null)))),
    ),
  );
}

/** With a line and figures where the pointer is. */
function pointed(svg, { lines, size, x, at, format }) {
  const rule = s("line", { class: "rule", y1: TOP, y2: HEIGHT - BOTTOM, visibility: "hidden" });
  const tip = h("div", { class: "tip", hidden: true });
  const hide = () => {
    rule.setAttribute("visibility", "hidden");
    tip.hidden = true;
  };
  svg.append(rule);
  svg.addEventListener("pointerleave", hide);
  svg.addEventListener("pointermove", (event) => {
    const box = svg.getBoundingClientRect();
    const position = ((event.clientX - box.left) / box.width) * WIDTH;
    const i = Math.round(((position - LEFT) / (WIDTH - LEFT - RIGHT)) * (size - 1));
    if (i < 0 || i >= size) {
      hide();
      return;
    }
    rule.setAttribute("x1", x(i));
    rule.setAttribute("x2", x(i));
    rule.setAttribute("visibility", "visible");
    tip.replaceChildren(h("b", {}, clock(at(i))), ...lines.map((line) => h("span", { class: `key ${line.tone}` }, `${line.name} ${format(line.points[i])}`)));
    tip.hidden = false;
    tip.style.left = `${Math.min(82, Math.max(6, (x(i) / WIDTH) * 100))}%`;
  });
  return h("div", { class: "plot-box" }, svg, tip);
}

/** A line without axes, for lists. */
export function spark(points, name) {
  const measured = points.filter((value) => value !== null);
  const svg = s("svg", { viewBox: "0 0 120 28", class: "spark", role: "img", "aria-label": name, preserveAspectRatio: "none" });
  if (measured.length > 1) {
    const top = Math.max(1, ...measured) * 1.1;
    for (const path of stretches(points, (i) => (i / (points.length - 1)) * 120, (value) => 27 - (value / top) * 25)) {
      svg.append(
        s("path", { class: "area a", d: `${outline(path)}L${path.at(-1)[0].toFixed(1)} 28L${path[0][0].toFixed(1)} 28Z` }),
        s("path", { class: "line a", d: outline(path) }),
      );
    }
  }
  return svg;
}
