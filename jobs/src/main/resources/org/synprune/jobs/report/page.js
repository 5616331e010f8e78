/* Filters, and what is redrawn when they change. */

const cells = data.sides.flatMap((side) => side.cells);
const order = ["dataset", "architecture", "regulariser"].map((name) => [name, distinct(cells.map((cell) => cell[name]))]);

/** Sorts rows into the order of the error cells. */
function sorted(rows) {
  const place = (row) => order.map(([name, values]) => values.indexOf(row[name]));
  return flat(rows).map((row) => [place(row), row])
    .sort(([a, one], [b, other]) => a[0] - b[0] || a[1] - b[1] || one.lookback - other.lookback || a[2] - b[2])
    .map(([, row]) => row);
}

const curves = sorted(data.details.curves);
const layers = sorted(data.details.layers);
const costs = sorted(data.details.costs);
const inferences = sorted(data.details.inferences);
const steps = sorted(data.pictures.steps);
const forecasts = data.pictures.forecasts;
const select = (name) => document.getElementById(`filter-${name}`);

function fill(name, values, all) {
  const options = all ? [["", "all"], ...values.map((value) => [value, value])] : values.map((value) => [value, value]);
  select(name).replaceChildren(...options.map(([value, text]) => element("option", { value }, String(text))));
  select(name).addEventListener("change", redraw);
}

function show(id, visible) {
  document.getElementById(id).hidden = !visible;
}

function redraw() {
  const side = data.sides.find((one) => one.protocol === select("protocol").value)
    || { protocol: "", cells: [], naive: [], diagrams: [], paper: [], answers: [] };
  const dataset = select("dataset").value;
  const architecture = select("architecture").value;
  const lookback = Number(select("lookback").value);
  const keep = (row) => (!dataset || row.dataset === undefined || row.dataset === dataset)
    && (!architecture || row.architecture === architecture);
  const here = (row) => row.protocol === side.protocol && keep(row);
  const now = (row) => here(row) && row.lookback === lookback;

  for (const part of document.querySelectorAll(".headline")) part.hidden = part.dataset.protocol !== side.protocol;
  show("protocol-note", side.protocol === "paper");
  drawAnswers(side.answers.filter(keep));
  drawErrors(side, keep);
  drawSettings(side.cells.filter((cell) => keep(cell) && cell.lookback === lookback), lookback);
  drawSteps(steps.filter(now), lookback);
  drawForecasts(forecasts.filter((one) => here(one.place)));
  drawRanks(side, keep, lookback);
  drawCurves(curves.filter(now), lookback);
  drawSparsity(curves.filter(now), lookback);
  drawLayers(layers.filter(now), lookback);
  drawBytes(costs.filter(here), lookback);
  drawInference(inferences.filter(here), lookback);
  drawTime(costs.filter(here));
  drawPaper({ ...side, paper: sorted(side.paper) }, keep);
  drawFailed(flat(data.details.failures).filter(keep));
  show("section-settings", data.pictures.axes.length + data.variants.length > 0);
  show("section-steps", steps.length > 0);
  show("section-answer", data.sides.some((one) => one.answers.length > 0));
  show("section-inference", inferences.length > 0);
  show("section-paper", data.sides.some((one) => one.paper.length > 0));
}

function drawFailed(failures) {
  const home = document.getElementById("failed");
  const { failed } = data.details;
  const listed = data.details.failures.length;
  home.replaceChildren(element("p", { class: failed ? "" : "empty" },
    failed === 0 ? "None: every trial has a result."
      : `${failed} trial${failed === 1 ? " has" : "s have"} no result${listed < failed ? `; the first ${listed} are listed` : ""}.`));
  if (failures.length > 0) {
    home.append(scrolled(table(
      ["data set", "network", "lookback", "regulariser", "seed", "protocol", "attempts", "error", "reason"],
      failures.map((row) => [
        row.dataset, row.architecture, row.lookback, row.regulariser, row.seed, row.protocol, row.attempts, row.error, row.message,
      ]))));
    for (const cell of home.querySelectorAll("td:last-child")) cell.className = "text";
  }
}

function drawProvenance() {
  const list = element("dl", { class: "facts" });
  for (const { name, values } of data.details.provenance) {
    list.append(element("dt", {}, name),
      element("dd", {}, ...values.map((value) => element("div", {}, value))));
  }
  document.getElementById("provenance").append(list);
}

const lookbacks = distinct(cells.map((cell) => cell.lookback)).sort((a, b) => a - b);
fill("protocol", data.sides.map((side) => side.protocol));
fill("dataset", distinct(cells.map((cell) => cell.dataset)), true);
fill("architecture", distinct(cells.map((cell) => cell.architecture)), true);
fill("lookback", lookbacks);
select("lookback").value = lookbacks.includes(7) ? 7 : lookbacks[lookbacks.length >> 1];
show("label-protocol", data.sides.length > 1);
document.getElementById("filter-note").textContent =
  "The lookback applies to settings, curves, sparsity, sizes and ranks over seeds.";
drawProvenance();
redraw();

/** Draws all anew in the colours of the moment. */
function recolour() {
  forgetTheme();
  redraw();
}

/* Paper is white and narrow, whatever the screen is. */
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
addEventListener("beforeprint", () => {
  document.documentElement.classList.add("paper");
  recolour();
});
addEventListener("afterprint", () => {
  document.documentElement.classList.remove("paper");
  recolour();
});
