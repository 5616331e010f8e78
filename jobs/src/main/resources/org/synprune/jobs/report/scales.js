/* Axes with names and ticks that people read, intervals, and names at the ends of lines. */

function base(colours) {
  return {
    animation: false,
    textStyle: { color: colours.text, fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 6, right: 14, top: 30, bottom: 26, containLabel: true },
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
    axisLabel: { color: colours.muted, fontSize: 12, hideOverlap: true, ...more.label },
    axisLine: { onZero: false, lineStyle: { color: colours.muted } },
    axisTick: { lineStyle: { color: colours.muted } },
    splitLine: { lineStyle: { color: colours.line } },
    axisPointer: { lineStyle: { color: colours.muted }, label: { show: false } },
    ...more,
  };
}

/** An upright axis of numbers, its name above it. */
function upright(colours, name, more) {
  return axis(colours, {
    type: "value", name, nameLocation: "end", nameGap: 10,
    nameTextStyle: { color: colours.muted, fontSize: 12, align: "left", padding: [0, 0, 0, -16] },
    ...more,
  });
}

/** An axis of epochs, from 0 to a round number. */
function epochAxis(colours, curves) {
  const last = Math.max(...curves.flatMap((one) => one.epochs));
  const interval = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((step) => last / step <= 6) || 1000;
  return axis(colours, {
    type: "value", name: "epoch", min: 0, max: Math.ceil(last / interval) * interval, interval, splitLine: { show: false },
  });
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

/* ---------- logarithmic axes ---------- */

const MANTISSAS = [[1, 2, 5], [1, 1.5, 2, 3, 5, 7], [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9]];

/** Ticks between two numbers above 0: 1, 2, 5, 10 and so on, more or fewer as the ends are near or far. */
function logTicks(low, high) {
  const powers = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) powers.push(power);
  const inside = (mantissas) => powers.flatMap((power) => mantissas.map((m) => Number(`${m}e${power}`)))
    .filter((tick) => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9));
  if (inside([1]).length > 3) return inside([1]);
  const enough = MANTISSAS.map(inside).find((ticks) => ticks.length >= 3);
  if (enough) return enough;
  const { min, max, interval } = range([low, high]);
  const even = [];
  for (let i = 0; min + i * interval <= max * (1 + 1e-9); i++) even.push(Number((min + i * interval).toPrecision(12)));
  return even.filter((tick) => tick >= low && tick <= high);
}

/** The ends of a logarithmic axis for some values, in powers of ten, and its ticks. */
function logScale(values) {
  const known = values.filter((value) => value > 0);
  if (known.length === 0) return { min: 0, max: 1, ticks: [] };
  let low = Math.log10(Math.min(...known));
  let high = Math.log10(Math.max(...known));
  const room = 0.04 * (high - low) || 0.04;
  low -= room;
  high += room;
  return { min: low, max: high, ticks: logTicks(10 ** low, 10 ** high) };
}

/** Labels and lines of an axis at given places, which ECharts can't do; its own must be hidden. */
function ticksAt(colours, which, ticks) {
  const upwards = which === "yAxis";
  return {
    type: "custom", silent: true, z: 0, data: [[0, 0]], encode: { x: [], y: [] },
    renderItem: (params, api) => {
      const { x, y, width, height } = params.coordSys;
      return {
        type: "group",
        children: ticks.flatMap(({ at, text }) => {
          const [left, top] = api.coord([at, at]);
          return [
            {
              type: "line", style: { stroke: colours.line, lineWidth: 1, fill: "none" },
              shape: upwards ? { x1: x, y1: top, x2: x + width, y2: top } : { x1: left, y1: y, x2: left, y2: y + height },
            },
            {
              type: "text", x: upwards ? x - 8 : left, y: upwards ? top : y + height + 8,
              style: {
                text, fill: colours.muted, fontSize: 12,
                align: upwards ? "right" : "center", verticalAlign: upwards ? "middle" : "top",
              },
            },
          ];
        }),
      };
    },
  };
}

const HIDDEN = { axisLabel: { show: false }, axisTick: { show: false }, splitLine: { show: false } };

/** The room that labels of ticks take on the left. */
const roomOf = (ticks) => Math.max(24, ...ticks.map(({ text }) => textWidth(text, 12))) + 14;

/* ---------- intervals ---------- */

/** Intervals with caps, upright or lying; a row of data is the place across, low, high. */
function intervals(rows, style, lying) {
  return {
    type: "custom", silent: true, z: 3, clip: true, data: rows,
    encode: lying ? { x: [1, 2], y: 0 } : { x: 0, y: [1, 2] },
    renderItem: (params, api) => {
      const point = (end) => api.coord(lying ? [api.value(end), api.value(0)] : [api.value(0), api.value(end)]);
      const [low, high] = [point(1), point(2)];
      const line = ([x1, y1], [x2, y2]) => ({
        type: "line", shape: { x1, y1, x2, y2 }, style: { stroke: style.colour, lineWidth: 1.5, fill: "none" },
      });
      const cap = ([x, y]) => (lying ? line([x, y - 3], [x, y + 3]) : line([x - 3, y], [x + 3, y]));
      return { type: "group", children: [line(low, high), cap(low), cap(high)] };
    },
  };
}

/* ---------- names ---------- */

const pen = document.createElement("canvas").getContext("2d");

function textWidth(text, size) {
  pen.font = `${size}px ${getComputedStyle(document.body).fontFamily}`;
  return pen.measureText(text).width;
}

/** A text, cut off to fit into some pixels. */
function fitted(text, size, room) {
  if (textWidth(text, size) <= room) return text;
  let kept = text;
  while (kept.length > 1 && textWidth(`${kept}…`, size) > room) kept = kept.slice(0, -1);
  return `${kept}…`;
}

/** A text in lines that fit into some pixels, broken between words. */
function wrapped(text, size, room) {
  const lines = [];
  for (const word of text.replaceAll(" · ", "\u00a0· ").split(" ")) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && textWidth(longer, size) <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line) => fitted(line, size, room));
}

const NAME = 11;
const NAME_GAP = 13;
const LONGEST_NAME = 118;

/** The room on the right that names of lines take. */
const nameRoom = (texts) => Math.min(LONGEST_NAME, Math.max(0, ...texts.map((text) => textWidth(text, NAME)))) + 22;

/** How high a panel has to be for the names of its lines. */
const namedHeight = (count) => Math.max(250, 74 + NAME_GAP * count);

/** Names at the right of lines, none over another; an item is text, colour, x, y of the line's end. */
function endNames(items) {
  const known = items.filter((item) => isNumber(item.x) && isNumber(item.y));
  return {
    type: "custom", silent: true, z: 5, encode: { x: 0, y: 1 },
    data: known.slice(0, 1).map((item) => [item.x, item.y]),
    renderItem: (params, api) => {
      const { x, y, width, height } = params.coordSys;
      const placed = known.map((item) => ({ ...item, end: api.coord([item.x, item.y]) }))
        .sort((one, other) => one.end[1] - other.end[1]);
      let free = y - 4;
      for (const one of placed) {
        one.level = Math.max(one.end[1], free);
        free = one.level + NAME_GAP;
      }
      let lowest = y + height + 4;
      for (const one of [...placed].reverse()) {
        one.level = Math.min(one.level, lowest);
        lowest = one.level - NAME_GAP;
      }
      const left = x + width + 14;
      return {
        type: "group",
        children: placed.flatMap((one) => [
          {
            type: "line", style: { stroke: one.colour, lineWidth: 1, fill: "none", opacity: 0.7 },
            shape: { x1: one.end[0], y1: one.end[1], x2: left - 2, y2: one.level },
          },
          {
            type: "text", x: left, y: one.level,
            style: {
              text: fitted(one.text, NAME, LONGEST_NAME), fill: ink(one.colour, 4.5), fontSize: NAME,
              align: "left", verticalAlign: "middle",
            },
          },
        ]),
      };
    },
  };
}
