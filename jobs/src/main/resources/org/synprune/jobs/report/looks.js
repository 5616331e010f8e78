/* What arms look like: colours, marks, dashes, and the legends that show them. */

/* ARMS holds arms.json, and MORE_ARMS what arms with names of their own are drawn with; the notebook uses both:
   Okabe and Ito's palette. */

const GREY = "#8a8a8a";

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
  const own = distinct(data.sides.flatMap((side) => side.cells.map((cell) => cell.regulariser)))
    .filter((id) => !ARMS[id]).sort();
  return { ...ARMS, ...Object.fromEntries(own.map((id, i) => [id, free[i % free.length]])) };
}

let styles = null;

/** What an arm looks like on the present background. */
function arm(id) {
  styles = styles || stylesOfArms();
  const style = styles[id] || { colour: GREY, dash: [4, 4], symbol: "roundRect" };
  return { ...style, colour: ink(style.colour) };
}

/** A line's width and dashes in an arm's colour. */
const stroke = (style, width = 1.75) => ({ color: style.colour, width, type: style.dash });

/* ---------- colours ---------- */

let colours = null;

/** The colours of the page, light or dark. */
function theme() {
  if (colours === null) {
    const style = getComputedStyle(document.documentElement);
    const of = (name) => style.getPropertyValue(name).trim();
    colours = {
      text: of("--text"), muted: of("--muted"), line: of("--line"), back: of("--back"),
      raised: of("--raised"), cold: of("--cold"), warm: of("--warm"),
    };
  }
  return colours;
}

/** Has colours read again where they may have changed. */
function forgetTheme() {
  colours = null;
  inks.clear();
}

const channels = (colour) => [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
const linear = (channel) => (channel <= 10 ? channel / 3294.6 : ((channel / 255 + 0.055) / 1.055) ** 2.4);

/** A colour's relative luminance, 0 to 1, as WCAG defines it. */
function luminance(colour) {
  const [red, green, blue] = channels(colour).map(linear);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const inks = new Map();

/** A colour, mixed with black or white until it stands out from the page. */
function ink(colour, least) {
  const { back } = theme();
  const dark = luminance(back) < 0.2;
  const wanted = least || (dark ? 4.5 : 3.1);
  const known = `${colour} ${wanted}`;
  if (!inks.has(known)) {
    const towards = dark ? 255 : 0;
    let mixed = colour;
    for (let share = 0; share <= 1 && contrast(mixed, back) < wanted; share += 0.02) {
      mixed = `#${channels(colour).map((one) => Math.round(one + share * (towards - one)).toString(16).padStart(2, "0")).join("")}`;
    }
    inks.set(known, mixed);
  }
  return inks.get(known);
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

function swatch({ colour, dash, symbol }, width = 2) {
  const strokes = dash === "solid" ? "" : ` stroke-dasharray="${dash.join(" ")}"`;
  return `<svg width="34" height="14" aria-hidden="true"><path d="M0 7H34" stroke="${colour}"`
    + ` stroke-width="${width}"${strokes}/><g fill="${colour}">${SHAPES[symbol]}</g></svg>`;
}

function key(name, style, width) {
  const item = element("li", {});
  item.innerHTML = swatch(style, width);
  item.append(name);
  return item;
}

/** A filled mark, or a hollow one. */
function mark(name, hollow) {
  const { muted } = theme();
  const item = element("li", {});
  item.innerHTML = `<svg width="14" height="14" aria-hidden="true"><circle cx="7" cy="7" r="5"`
    + ` stroke="${muted}" stroke-width="2" fill="${hollow ? "none" : muted}"/></svg>`;
  item.append(name);
  return item;
}

const legendOf = (...items) => element("ul", { class: "legend" }, ...items);
const legendOfArms = (ids, ...more) => legendOf(...ids.map((id) => key(id, arm(id))), ...more);
const naiveStyle = () => ({ colour: ink(GREY), dash: "solid", symbol: "none" });
