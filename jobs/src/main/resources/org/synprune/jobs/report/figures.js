"use strict";

/* Parts of all figures: elements, numbers, colours, panels and tables. */

const data = JSON.parse(document.getElementById("report-data").textContent);

/* ARMS holds arms.json, and MORE_ARMS what arms with names of their own are drawn with; the notebook uses both:
   Okabe and Ito's palette, without the colours that are hard to see on white or on black. */

/** The style of each arm. Those with names of their own get colours with marks that no other arm has, by name. */
function stylesOfArms() {
  const { colours, symbols, dashes } = MORE_ARMS;
  const looks = (style) => `${style.colour} ${style.symbol}`;
  const taken = new Set(Object.values(ARMS).map(looks));
  const free = colours.flatMap((unused, turn) => symbols.map((also, i) => i + turn * symbols.length))
    .map((i) => ({
      colour: colours[i % colours.length],
      symbol: symbols[(i + Math.floor(i / colours.length)) % symbols.length],
      dash: dashes[i % dashes.length],
    }))
    .filter((style) => !taken.has(looks(style)));
  const own = [...new Set(data.sides.flatMap((side) => side.cells.map((cell) => cell.regulariser)))]
    .filter((id) => !ARMS[id]).sort();
  return { ...ARMS, ...Object.fromEntries(own.map((id, i) => [id, free[i % free.length]])) };
}

let styles = null;
function arm(id) {
  styles = styles || stylesOfArms();
  return styles[id] || { colour: "#8a8a8a", dash: [4, 4], symbol: "roundRect" };
}
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

function span(row) {
  return isNumber(row.low) ? `${short(row.low)} to ${short(row.high)}` : "one seed, no interval";
}

function bytes(count) {
  return count >= 1e6 ? `${digits(count / 1e6, 3)} MB` : `${digits(count / 1e3, 3)} kB`;
}

/** Returns the ends of an axis that contains all values, and a round step between ticks. */
function range(values, fromZero) {
  const known = values.filter(isNumber);
  if (known.length === 0) return {};
  let low = Math.min(...known);
  let high = Math.max(...known);
  if (fromZero) low = Math.min(0, low);
  if (low === high) {
    const room = Math.abs(low) * 0.1 || 1;
    low -= room;
    high += room;
  }
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const interval = [1, 2, 2.5, 5, 10].map((m) => m * power).find((step) => step >= rough);
  const min = Math.floor(low / interval) * interval;
  const max = Math.ceil(high / interval) * interval;
  return { min, max, interval };
}

/* ---------- colours ---------- */

function theme() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(name).trim();
  return {
    text: of("--text"), muted: of("--muted"), line: of("--line"), back: of("--back"),
    raised: of("--raised"), cold: of("--cold"), warm: of("--warm"),
  };
}

/* ---------- options that all charts share ---------- */

function base(colours) {
  return {
    animation: false,
    textStyle: { color: colours.text, fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 6, right: 14, top: 16, bottom: 26, containLabel: true },
    tooltip: {
      confine: true, className: "tip", transitionDuration: 0, padding: [6, 9],
      backgroundColor: colours.raised, borderColor: colours.line,
      textStyle: { color: colours.text, fontSize: 12 },
    },
  };
}

function axis(colours, more) {
  return {
    nameLocation: "middle", nameGap: 28,
    nameTextStyle: { color: colours.muted, fontSize: 12 },
    axisLabel: { color: colours.muted, fontSize: 12, hideOverlap: true },
    axisLine: { onZero: false, lineStyle: { color: colours.muted } },
    axisTick: { lineStyle: { color: colours.muted } },
    splitLine: { lineStyle: { color: colours.line } },
    axisPointer: { lineStyle: { color: colours.muted }, label: { show: false } },
    ...more,
  };
}

/** Intervals with caps; a row of data is x, low, high. */
function whiskers(rows, style) {
  return {
    type: "custom", silent: true, z: 3, encode: { x: 0, y: [1, 2] }, data: rows,
    renderItem: (params, api) => {
      const [x, low] = api.coord([api.value(0), api.value(1)]);
      const high = api.coord([api.value(0), api.value(2)])[1];
      const line = (x1, y1, x2, y2) => ({
        type: "line", shape: { x1, y1, x2, y2 }, style: { stroke: style.colour, lineWidth: 1.5 },
      });
      return {
        type: "group",
        children: [
          line(x, low, x, high), line(x - 3, low, x + 3, low), line(x - 3, high, x + 3, high),
        ],
      };
    },
  };
}

/** A tooltip: a heading and rows of cells. */
function tip(heading, rows) {
  const body = rows
    .map((cells) => `<tr>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join("")}</tr>`)
    .join("");
  return `<b>${escaped(heading)}</b><table>${body}</table>`;
}

/* ---------- figures ---------- */

const drawn = [];

/** Fills a figure: sentence, legend, panels of charts, and a table of its numbers. */
function figure(id, { sentence, legend, panels, head, rows, low }) {
  const home = document.getElementById(id);
  for (let i = drawn.length - 1; i >= 0; i--) {
    if (home.contains(drawn[i].place)) {
      drawn[i].chart.dispose();
      drawn.splice(i, 1);
    }
  }
  home.replaceChildren();
  home.setAttribute("aria-label", sentence);
  home.append(element("figcaption", {}, sentence));
  home.classList.toggle("chart", panels.length > 0);
  if (panels.length === 0) return;
  if (legend) home.append(legend);
  const grid = element("div", { class: panels.length === 1 ? "panels few" : "panels" });
  home.append(grid);
  for (const panel of panels) {
    const title = element("h4", {}, panel.title);
    if (panel.sub) title.append(element("span", { class: "sub" }, ` ${panel.sub}`));
    const place = element("div", {
      class: low ? "plot low" : "plot", role: "img", "aria-label": panel.sentence,
    });
    if (panel.height) place.style.height = `${panel.height}px`;
    grid.append(element("div", { class: "panel" }, title, place));
    const chart = echarts.init(place, null, { renderer: "svg" });
    chart.setOption(panel.option(theme()));
    drawn.push({ place, chart, panel });
    resized.observe(place);
  }
  home.append(numbers(head, rows));
}

const resized = new ResizeObserver((entries) => {
  for (const entry of entries) {
    const chart = echarts.getInstanceByDom(entry.target);
    if (chart) chart.resize();
    else resized.unobserve(entry.target);
  }
});

function recolour() {
  const colours = theme();
  for (const { chart, panel } of drawn) chart.setOption(panel.option(colours), true);
}

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

/* ---------- legends ---------- */

const SHAPES = {
  circle: '<circle cx="17" cy="7" r="4"/>',
  rect: '<rect x="13.2" y="3.2" width="7.6" height="7.6"/>',
  triangle: '<path d="M17 2.5L21.5 11H12.5Z"/>',
  diamond: '<path d="M17 2L22 7L17 12L12 7Z"/>',
  roundRect: '<rect x="13" y="3" width="8" height="8" rx="2"/>',
  none: "",
};

function key(name, { colour, dash, symbol }) {
  const item = element("li", {});
  const strokes = dash === "solid" ? "" : ` stroke-dasharray="${dash.join(" ")}"`;
  item.innerHTML = `<svg width="34" height="14" aria-hidden="true"><path d="M0 7H34" stroke="${colour}"`
    + ` stroke-width="2"${strokes}/><g fill="${colour}">${SHAPES[symbol]}</g></svg>`;
  item.append(name);
  return item;
}

function block(name, colour, hollow) {
  const item = element("li", {});
  item.innerHTML = `<svg width="16" height="14" aria-hidden="true"><rect x="1" y="1" width="14" height="12"`
    + ` stroke="${colour}" stroke-width="2" fill="${hollow ? "none" : colour}"/></svg>`;
  item.append(name);
  return item;
}

const legendOf = (...items) => element("ul", { class: "legend" }, ...items);
const legendOfArms = (ids, ...more) => legendOf(...ids.map((id) => key(id, arm(id))), ...more);
