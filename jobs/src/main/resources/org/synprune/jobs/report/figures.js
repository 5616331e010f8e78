"use strict";

/* Parts of all figures: elements, numbers, panels and tables. */

const data = JSON.parse(document.getElementById("report-data").textContent);

const distinct = (values) => [...new Set(values)];
const flat = (rows) => rows.map((row) => ({ ...row.place, regulariser: row.arm, ...row }));
const isNumber = (value) => typeof value === "number";

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Escapes text for tooltips, which are HTML. */
function escaped(text) {
  return String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/* ---------- numbers ---------- */

function digits(value, count) {
  if (!isNumber(value)) return "–";
  const rounded = Number(value.toPrecision(count));
  const size = Math.abs(rounded);
  return size !== 0 && (size < 1e-4 || size >= 1e9) ? rounded.toExponential() : String(rounded);
}

const exact = (value) => digits(value, 6);
const short = (value) => digits(value, 4);
const percent = (share) => (isNumber(share) ? `${digits(100 * share, 4)}%` : "–");
const percentLabel = (value) => `${Math.round(100 * value)}%`;

function span(row) {
  return isNumber(row.low) ? `${short(row.low)} to ${short(row.high)}` : "one seed, no interval";
}

/** The smallest and the largest of some numbers, or the one if they look alike. */
function extent(values, text = short) {
  const known = values.filter(isNumber);
  const low = text(Math.min(...known));
  const high = text(Math.max(...known));
  return low === high ? low : `${low} to ${high}`;
}

/* ---------- places ---------- */

/** Groups rows by data set and network, in order of appearance. */
function places(rows) {
  const groups = new Map();
  for (const row of rows) {
    const name = `${row.dataset} · ${row.architecture}`;
    if (!groups.has(name)) groups.set(name, { name, rows: [], dataset: row.dataset, architecture: row.architecture });
    groups.get(name).rows.push(row);
  }
  return [...groups.values()];
}

/* ---------- tooltips ---------- */

/** A tooltip: a heading and rows of cells. */
function tip(heading, rows) {
  const body = rows
    .map((cells) => `<tr>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join("")}</tr>`)
    .join("");
  return `<b>${escaped(heading)}</b><table>${body}</table>`;
}

/* ---------- figures ---------- */

const drawn = [];

/**
 * Fills a figure: sentence, controls, legend, panels of charts, and a table of its numbers. A panel has a title,
 * a sentence, an option for ECharts by the theme's colours, and a height unless it is the usual one.
 */
function figure(id, { sentence, controls, legend, panels, head, rows, wide }) {
  const home = document.getElementById(id);
  const open = (home.querySelector("details.numbers") || {}).open;
  clear(home);
  home.setAttribute("aria-label", sentence);
  home.append(element("figcaption", {}, sentence));
  home.classList.toggle("chart", panels.length > 0);
  if (controls) home.append(controls);
  if (panels.length === 0) return;
  if (legend) home.append(legend);
  const even = panels.length % 2 === 0 && panels.length % 3 !== 0;
  const kind = wide ? "panels wide" : panels.length === 1 ? "panels few" : even ? "panels even" : "panels";
  const grid = element("div", { class: kind });
  home.append(grid);
  for (const panel of panels) {
    const title = element("h4", {}, panel.title);
    if (panel.sub) title.append(element("span", { class: "sub" }, ` ${panel.sub}`));
    const place = element("div", { class: "plot", role: "img", "aria-label": panel.sentence });
    if (panel.height) place.style.height = `${panel.height}px`;
    grid.append(element("div", { class: "panel" }, title, place));
    const chart = echarts.init(place, null, { renderer: "svg" });
    chart.setOption(panel.option(theme()));
    drawn.push({ place, chart });
    resized.observe(place);
  }
  const table = numbers(head, rows);
  table.open = Boolean(open);
  home.append(table);
}

function clear(home) {
  for (let i = drawn.length - 1; i >= 0; i--) {
    if (home.contains(drawn[i].place)) {
      drawn[i].chart.dispose();
      drawn.splice(i, 1);
    }
  }
  home.replaceChildren();
}

const resized = new ResizeObserver((entries) => {
  for (const entry of entries) {
    const chart = echarts.getInstanceByDom(entry.target);
    if (chart) {
      chart.resize();
      // Otherwise it is drawn a frame later, and shown in its old width until then.
      chart.getZr().flush();
    } else resized.unobserve(entry.target);
  }
});

/** A folded table; numbers are right-aligned. */
function numbers(head, rows) {
  return element("details", { class: "numbers" },
    element("summary", {}, "Numbers"), scrolled(table(head, rows)));
}

function scrolled(inner) {
  return element("div", { class: "scroll", tabindex: "0" }, inner);
}

function table(head, rows) {
  const right = head.map((unused, i) => rows.length > 0 && rows.every((row) => row[i] === null || isNumber(row[i])));
  const cell = (name, value, i) =>
    element(name, right[i] ? { class: "number" } : {}, isNumber(value) ? exact(value) : value ?? "–");
  return element("table", {},
    element("thead", {}, element("tr", {}, ...head.map((name, i) => cell("th", name, i)))),
    element("tbody", {},
      ...rows.map((row) => element("tr", {}, ...row.map((value, i) => cell("td", value, i))))));
}

/** A labelled select box. Calls `changed` with the new value. */
function choice(label, values, chosen, changed) {
  const select = element("select", {}, ...values.map(([value, text]) => element("option", { value }, text)));
  select.value = chosen;
  select.addEventListener("change", () => changed(select.value));
  return element("label", { class: "choice" }, label, " ", select);
}
