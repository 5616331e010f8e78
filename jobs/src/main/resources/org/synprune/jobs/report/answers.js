/* What is asked: the difference between two arms at each place. */

/** More pairs than this are shown for one arm at a time. */
const MANY_PAIRS = 12;

let asked = null;

/** A panel for each pair of arms: the difference at each place, with its interval. */
function drawAnswers(answers) {
  const pairOf = (one) => `${one.regulariser} against ${one.against}`;
  const verdicts = distinct(answers.map((one) => one.verdict));
  const counted = (rows) => verdicts.map((verdict) => [verdict, rows.filter((one) => one.verdict === verdict).length])
    .filter(([, count]) => count > 0).map(([verdict, count]) => `${verdict} at ${count}`).join(", ");
  const others = distinct(answers.map((one) => one.against));
  const many = distinct(answers.map(pairOf)).length > MANY_PAIRS && others.length > 1;
  if (many && !others.includes(asked)) asked = others.includes("dropout") ? "dropout" : others[0];
  const shown = many ? answers.filter((one) => one.against === asked) : answers;
  const scale = range(shown.flatMap((one) => [one.relative, one.low, one.high, 0]).filter(isNumber).map((x) => 100 * x));
  const panels = distinct(shown.map(pairOf)).map((name) => {
    const rows = shown.filter((one) => pairOf(one) === name);
    const style = arm(rows[0].regulariser);
    const place = (one) => `${one.dataset} · ${one.architecture} · ${one.lookback}`;
    const share = (x) => (isNumber(x) ? 100 * x : null);
    const labels = rows.map((one) => `${place(one)}\n${one.verdict}`);
    return {
      title: name, height: rowsHeight(labels),
      sentence: `${name}: ${counted(rows)} of ${rows.length} place${rows.length === 1 ? "" : "s"}.`,
      option: (colours) => rowsOption(colours, {
        labels,
        points: rows.map((one, row) => ({
          row, value: share(one.relative), low: share(one.low), high: share(one.high), style: arm(one.regulariser),
        })),
        name: "difference of the MAE (%)", scale,
        lines: [{ value: 0, colour: colours.muted }], band: [-1, 1],
        tipOf: (row) => {
          const one = rows[row];
          return tip(`${name}, ${place(one)}`, [
            ["verdict", one.verdict], ["difference", percent(one.relative)],
            ["95% interval", isNumber(one.low) ? `${percent(one.low)} – ${percent(one.high)}` : "–"],
            ["p, adjusted", digits(one.p, 3)], ["seeds", one.seeds],
          ]);
        },
      }),
    };
  });
  figure("chart-answer", {
    sentence: answers.length ? `${answers.length} comparisons: ${counted(answers)}.` : "This selection answers nothing.",
    controls: many ? choice("Against", others.map((id) => [id, id]), asked, (id) => {
      asked = id;
      drawAnswers(answers);
    }) : null,
    panels,
    head: ["data set", "network", "lookback", "regulariser", "against", "verdict", "seeds", "difference (MAE)", "difference",
      "95% low", "95% high", "p, adjusted", "effect size"],
    rows: answers.map((one) => [
      one.dataset, one.architecture, one.lookback, one.regulariser, one.against, one.verdict, one.seeds, one.difference,
      percent(one.relative), percent(one.low), percent(one.high), one.p, one.effectSize,
    ]),
  });
}

/* ---------- ranks ---------- */

function drawRanks(side, keep, lookback) {
  const chosen = side.diagrams.filter((one) => one.unit === "tasks" || keep({ ...one, dataset: one.dataset || undefined }))
    .filter((one) => one.unit !== "seeds" || one.lookback === lookback);
  const home = document.getElementById("chart-cd");
  home.replaceChildren();
  const units = [["seeds", `Over seeds, lookback ${lookback}`], ["lookbacks", "Over lookbacks"], ["datasets", "Over data sets"], ["tasks", "Over all data sets and networks"]];
  const sentence = chosen.length
    ? `${chosen.length} critical-difference diagram${chosen.length === 1 ? "" : "s"} of average ranks.`
    : "Nothing to rank: a diagram takes at least two complete blocks of two arms.";
  home.setAttribute("aria-label", sentence);
  home.append(element("figcaption", {}, sentence));
  for (const [unit, title] of units) {
    const diagrams = chosen.filter((one) => one.unit === unit);
    if (diagrams.length === 0) continue;
    const grid = element("div", { class: "panels" });
    for (const one of diagrams) {
      const panel = element("div", { class: "panel diagram" },
        element("h4", {}, [one.dataset, one.architecture].filter(Boolean).join(" · ") || "everything"));
      panel.insertAdjacentHTML("beforeend", one.svg);
      grid.append(panel);
    }
    home.append(element("h3", {}, title), grid);
  }
  home.classList.toggle("chart", chosen.length > 0);
  if (chosen.length > 0) {
    home.append(numbers(
      ["blocks", "data set", "network", "lookback", "regulariser", "average rank", "critical difference", "Friedman p"],
      chosen.flatMap((one) => one.ranks.map(({ name, rank }) => [
        one.unit, one.dataset || "all", one.architecture || "all", one.lookback || "all", name, rank, one.criticalDifference, one.friedmanP,
      ]))));
  }
}
