/* The figures, each drawn from the rows that pass the filters. */

const GREY = "#888888";

/** Groups rows by data set and network, and by arm if asked to, in order of appearance. */
function places(rows, byArm) {
  const groups = new Map();
  for (const row of rows) {
    const name = `${row.dataset} · ${row.architecture}${byArm ? ` · ${row.regulariser}` : ""}`;
    if (!groups.has(name)) groups.set(name, { name, rows: [], dataset: row.dataset, architecture: row.architecture });
    groups.get(name).rows.push(row);
  }
  return [...groups.values()];
}

/** A line for each arm over lookbacks, with the arms shifted sideways. */
function byLookback(group, lookbacks, y, options) {
  const arms = distinct(group.rows.map((row) => row.regulariser));
  const shift = (id) => (arms.indexOf(id) - (arms.length - 1) / 2) * Math.min(0.12, 0.5 / arms.length);
  const at = (lookback) => lookbacks.indexOf(lookback);
  return (colours) => {
    const series = [];
    for (const [lookback, value] of options.naive || []) {
      series.push({
        type: "line", silent: true, symbol: "none", z: 1,
        lineStyle: { color: GREY, width: 2, type: "solid" },
        data: [[at(lookback) - 0.4, value], [at(lookback) + 0.4, value]],
      });
    }
    for (const id of arms) {
      const rows = group.rows.filter((row) => row.regulariser === id);
      const style = arm(id);
      series.push({
        name: id, type: "line", z: 4, symbol: style.symbol, symbolSize: 9, showAllSymbol: true,
        itemStyle: { color: style.colour },
        lineStyle: { color: style.colour, width: 1.75, type: style.dash },
        data: rows.map((row) => [at(row.lookback) + shift(id), y(row)]),
      });
      const spans = rows.filter((row) => isNumber(row.low) && options.intervals);
      series.push(whiskers(spans.map((row) => [at(row.lookback) + shift(id), row.low, row.high]), style));
    }
    const plain = base(colours);
    return {
      ...plain,
      tooltip: {
        ...plain.tooltip, trigger: "axis",
        formatter: (items) => options.tip(lookbacks[Math.round(items[0].value[0])]),
      },
      xAxis: axis(colours, {
        type: "value", name: "lookback (time steps)", min: -0.5, max: lookbacks.length - 0.5, interval: 0.5,
        splitLine: { show: false }, axisTick: { show: false },
        axisLabel: {
          color: colours.muted, fontSize: 12,
          formatter: (x) => (Number.isInteger(x) ? String(lookbacks[x] ?? "") : ""),
        },
      }),
      yAxis: axis(colours, {
        type: "value", ...options.range,
        axisLabel: { color: colours.muted, fontSize: 12, formatter: options.label || short },
      }),
      series,
    };
  };
}

/* ---------- errors ---------- */

function drawErrors(side, keep) {
  const cells = side.cells.filter(keep);
  const lookbacks = distinct(cells.map((cell) => cell.lookback)).sort((a, b) => a - b);
  const naive = side.naive.filter((one) => lookbacks.includes(one.lookback));
  const rangeOf = (dataset) =>
    range([
      ...cells.filter((cell) => cell.dataset === dataset).flatMap((cell) => [cell.mean, cell.low, cell.high]),
      ...naive.filter((one) => one.dataset === dataset).map((one) => one.mae),
    ]);
  const panels = places(cells).map((group) => {
    const yardstick = naive.filter((one) => one.dataset === group.dataset).map((one) => [one.lookback, one.mae]);
    return {
      title: group.name,
      sentence: `Test MAE of ${group.name} by lookback. ` + leasts(group.rows),
      option: byLookback(group, lookbacks, (cell) => cell.mean, {
        intervals: true, naive: yardstick, range: rangeOf(group.dataset),
        tip: (lookback) =>
          tip(`${group.name}, lookback ${lookback}`, [
            ["", "MAE", "95% interval", "seeds"],
            ...group.rows.filter((cell) => cell.lookback === lookback).map((cell) => [
              cell.regulariser + (cell.significant ? " ★" : ""), exact(cell.mean),
              isNumber(cell.low) ? `${exact(cell.low)} – ${exact(cell.high)}` : "–", cell.n,
            ]),
            ...naive.filter((one) => one.dataset === group.dataset && one.lookback === lookback).flatMap((one) =>
              [["naive", one.mae], ["seasonal naive", one.seasonal], ["ridge", one.ridge]]
                .filter(([, mae]) => isNumber(mae)).map(([name, mae]) => [name, exact(mae), "", ""])),
          ]),
      }),
    };
  });
  figure("chart-mae", {
    sentence: cells.length ? winners(cells) : "No trial of this selection has a result.",
    legend: legendOfArms(distinct(cells.map((cell) => cell.regulariser)),
      key("naive forecast", { colour: GREY, dash: "solid", symbol: "none" })),
    panels,
    head: ["data set", "network", "lookback", "regulariser", "seeds", "MAE", "sd", "95% low", "95% high", "change from none", "winner"],
    rows: cells.map((cell) => [
      cell.dataset, cell.architecture, cell.lookback, cell.regulariser, cell.n, cell.mean, cell.sd, cell.low, cell.high,
      isNumber(cell.relativeToNone) ? percent(cell.relativeToNone) : "–",
      cell.significant ? "★ significant" : cell.best ? "smallest, not significant" : "",
    ]),
  });
}

function leasts(cells) {
  return cells.filter((cell) => cell.best)
    .map((cell) => `At lookback ${cell.lookback} ${cell.regulariser} has the smallest mean, ${short(cell.mean)} (${span(cell)})`
      + (cell.significant ? ", a significant winner." : ", not a significant winner."))
    .join(" ");
}

function winners(cells) {
  const best = cells.filter((cell) => cell.best);
  const count = (list) => distinct(list.map((cell) => cell.regulariser))
    .map((id) => [id, list.filter((cell) => cell.regulariser === id).length])
    .sort((a, b) => b[1] - a[1]).map(([id, n]) => `${id} in ${n}`).join(", ");
  const ahead = best.filter((cell) => cell.significant);
  return `Smallest mean MAE in ${best.length} row${best.length === 1 ? "" : "s"} (data set, network, lookback): ${count(best)}. `
    + (ahead.length ? `Statistically significant: ${count(ahead)}.` : "None of them is statistically significant.");
}

/* ---------- answers ---------- */

/** A panel for each pair of arms: the difference at each place, with its interval. */
function drawAnswers(answers) {
  const pairs = distinct(answers.map((one) => `${one.regulariser} against ${one.against}`));
  const verdicts = distinct(answers.map((one) => one.verdict));
  const counted = (rows) => verdicts.map((verdict) => [verdict, rows.filter((one) => one.verdict === verdict).length])
    .filter(([, count]) => count > 0).map(([verdict, count]) => `${verdict} at ${count}`).join(", ");
  const ends = range(answers.flatMap((one) => [one.relative, one.low, one.high, 0]).filter(isNumber).map((x) => 100 * x));
  const panels = pairs.map((name) => {
    const rows = answers.filter((one) => `${one.regulariser} against ${one.against}` === name).reverse();
    const style = arm(rows[0].regulariser);
    const place = (one) => `${one.dataset} · ${one.architecture} · ${one.lookback}`;
    return {
      title: name, height: 74 + 26 * rows.length,
      sentence: `${name}: ${counted(rows)} of ${rows.length} places.`,
      option: (colours) => {
        const plain = base(colours);
        return {
          ...plain,
          tooltip: {
            ...plain.tooltip, trigger: "item",
            formatter: (item) => {
              const one = rows[item.value[1]];
              return tip(`${name}, ${place(one)}`, [
                ["verdict", one.verdict], ["difference", percent(one.relative)],
                ["95% interval", isNumber(one.low) ? `${percent(one.low)} – ${percent(one.high)}` : "–"],
                ["p, adjusted", digits(one.p, 3)], ["seeds", one.seeds],
              ]);
            },
          },
          xAxis: axis(colours, {
            type: "value", name: "difference of the error (%)", ...ends,
            axisLabel: { color: colours.muted, fontSize: 12, formatter: (x) => short(x) },
          }),
          yAxis: axis(colours, {
            type: "category", data: rows.map((one) => `${place(one)}\n${one.verdict}`), axisTick: { show: false },
            axisLabel: { color: colours.muted, fontSize: 11, lineHeight: 12, interval: 0 },
          }),
          series: [
            {
              type: "scatter", symbol: style.symbol, symbolSize: 9, z: 4, itemStyle: { color: style.colour },
              data: rows.map((one, i) => [isNumber(one.relative) ? 100 * one.relative : null, i]),
              markLine: {
                silent: true, symbol: "none", label: { show: false }, lineStyle: { color: colours.muted, type: "solid" },
                data: [{ xAxis: 0 }],
              },
              markArea: { silent: true, itemStyle: { color: GREY, opacity: 0.25 }, data: [[{ xAxis: -1 }, { xAxis: 1 }]] },
            },
            bars(rows.flatMap((one, i) => (isNumber(one.low) ? [[100 * one.low, 100 * one.high, i]] : [])), style),
          ],
        };
      },
    };
  });
  figure("chart-answer", {
    sentence: answers.length ? `${answers.length} comparisons: ${counted(answers)}.` : "This selection answers nothing.",
    panels,
    head: ["data set", "network", "lookback", "regulariser", "against", "verdict", "seeds", "difference (MAE)", "difference",
      "95% low", "95% high", "p, adjusted", "effect size"],
    rows: answers.map((one) => [
      one.dataset, one.architecture, one.lookback, one.regulariser, one.against, one.verdict, one.seeds, one.difference,
      percent(one.relative), percent(one.low), percent(one.high), one.p, one.effectSize,
    ]),
  });
}

/** Horizontal intervals with caps; a row of data is low, high, y. */
function bars(rows, style) {
  return {
    type: "custom", silent: true, z: 3, encode: { x: [0, 1], y: 2 }, data: rows,
    renderItem: (params, api) => {
      const [low, y] = api.coord([api.value(0), api.value(2)]);
      const high = api.coord([api.value(1), api.value(2)])[0];
      const line = (x1, y1, x2, y2) => ({
        type: "line", shape: { x1, y1, x2, y2 }, style: { stroke: style.colour, lineWidth: 1.5 },
      });
      return {
        type: "group",
        children: [line(low, y, high, y), line(low, y - 3, low, y + 3), line(high, y - 3, high, y + 3)],
      };
    },
  };
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

/* ---------- curves ---------- */

function drawCurves(curves, lookback) {
  const logs = curves.flatMap((one) => [...one.train, ...one.validation]).filter((loss) => loss > 0).map(Math.log10);
  const label = (power) => digits(10 ** power, 2);
  const panels = places(curves).map((group) => ({
    title: group.name,
    sub: `lookback ${lookback}`,
    sentence: `Losses of ${group.name}, lookback ${lookback}, at the last epoch: `
      + group.rows.map((one) => `${one.regulariser} ${short(one.validation.at(-1))} on validation, ${short(one.train.at(-1))} in training`).join("; ") + ".",
    option: (colours) => {
      const plain = base(colours);
      const line = (one, losses, more) => ({
        type: "line", data: one.epochs.map((epoch, i) => [epoch, losses[i] > 0 ? Math.log10(losses[i]) : null]), ...more,
      });
      const series = group.rows.flatMap((one) => {
        const style = arm(one.regulariser);
        return [
          line(one, one.train, { symbol: "none", z: 2, lineStyle: { color: style.colour, width: 1, type: style.dash } }),
          line(one, one.validation, {
            name: one.regulariser, symbol: style.symbol, symbolSize: 6, showAllSymbol: true, z: 3,
            itemStyle: { color: style.colour }, lineStyle: { color: style.colour, width: 1.75, type: style.dash },
          }),
        ];
      });
      const own = group.rows.flatMap((one) => [...one.train, ...one.validation]).filter((loss) => loss > 0).map(Math.log10);
      return {
        ...plain,
        tooltip: {
          ...plain.tooltip, trigger: "axis",
          formatter: (items) => {
            const epoch = items[0].value[0];
            return tip(`${group.name}, epoch ${epoch}`, [
              ["", "validation", "training", "trials"],
              ...group.rows.filter((one) => one.epochs.includes(epoch)).map((one) => {
                const i = one.epochs.indexOf(epoch);
                return [one.regulariser, exact(one.validation[i]), exact(one.train[i]), one.trials[i]];
              }),
            ]);
          },
        },
        xAxis: axis(colours, { type: "value", name: "epoch", min: 1, max: "dataMax", minInterval: 1, splitLine: { show: false } }),
        yAxis: axis(colours, {
          type: "value", ...range(own), axisLabel: { color: colours.muted, fontSize: 12, formatter: label },
        }),
        series,
      };
    },
  }));
  figure("chart-curves", {
    sentence: logs.length
      ? `Losses at the last epoch, lookback ${lookback}: ${extent(curves.map((one) => one.validation.at(-1)))} on validation, ${extent(curves.map((one) => one.train.at(-1)))} in training.`
      : "This selection has no epochs.",
    legend: legendOfArms(distinct(curves.map((one) => one.regulariser))),
    panels,
    head: ["data set", "network", "lookback", "regulariser", "epoch", "trials", "training loss", "validation loss", "sparsity"],
    rows: curves.flatMap((one) => one.epochs.map((epoch, i) => [
      one.dataset, one.architecture, one.lookback, one.regulariser, epoch, one.trials[i], one.train[i], one.validation[i], one.sparsity[i],
    ])),
  });
}

function extent(values) {
  const known = values.filter(isNumber);
  return `${short(Math.min(...known))} to ${short(Math.max(...known))}`;
}

/* ---------- beside the paper ---------- */

function drawPaper(side, keep) {
  const rows = side.paper.filter(keep);
  const sides = [["ours", -0.12], ["paper", 0.12]];
  const panels = places(rows).map((group) => {
    const arms = group.rows.map((row) => row.regulariser);
    const p = (figure) => (isNumber(figure.p) ? digits(figure.p, 2) : "none");
    const first = group.rows[0];
    return {
      title: group.name,
      sub: `Friedman p ${p(first.ours)}, paper ${p(first.paper)}`,
      sentence: `Scaled MAE of ${group.name}: `
        + group.rows.map((row) => `${row.regulariser} ${short(row.ours.mean)}, paper ${short(row.paper.mean)}`).join("; ") + ".",
      option: (colours) => {
        const plain = base(colours);
        const series = sides.flatMap(([whose, shift]) => [
          ...group.rows.map((row, i) => ({
            type: "scatter", symbol: arm(row.regulariser).symbol, symbolSize: 11, z: 4,
            itemStyle: whose === "ours"
              ? { color: arm(row.regulariser).colour }
              : { color: colours.back, borderColor: arm(row.regulariser).colour, borderWidth: 2 },
            data: [[i + shift, row[whose].mean]],
          })),
          ...group.rows.map((row, i) => whiskers(
            isNumber(row[whose].low) ? [[i + shift, row[whose].low, row[whose].high]] : [], arm(row.regulariser))),
        ]);
        return {
          ...plain,
          tooltip: {
            ...plain.tooltip, trigger: "item",
            formatter: (item) => {
              const row = group.rows[Math.round(item.value[0])];
              return tip(`${group.name}, ${row.regulariser}`, [
                ["", "MAE (scaled)", "95% interval"],
                ...sides.map(([whose]) => [whose, exact(row[whose].mean), `${exact(row[whose].low)} – ${exact(row[whose].high)}`]),
              ]);
            },
          },
          xAxis: axis(colours, {
            type: "value", min: -0.5, max: arms.length - 0.5, interval: 0.5, splitLine: { show: false }, axisTick: { show: false },
            axisLabel: {
              color: colours.muted, fontSize: 11, lineHeight: 13,
              formatter: (x) => (Number.isInteger(x) ? (arms[x] || "").replace("-", "\n") : ""),
            },
          }),
          yAxis: axis(colours, {
            type: "value", ...range(group.rows.flatMap((row) => sides.flatMap(([s]) => [row[s].mean, row[s].low, row[s].high]))),
            axisLabel: { color: colours.muted, fontSize: 12, formatter: short },
          }),
          series,
        };
      },
    };
  });
  figure("chart-paper", {
    sentence: rows.length
      ? `The run's mean over lookbacks is smaller than the paper's in ${rows.filter((row) => row.ours.mean < row.paper.mean).length} of ${rows.length} cases.`
      : "This selection and the published results have nothing in common.",
    legend: legendOf(block("ours", GREY, false), block("paper", GREY, true)),
    panels,
    head: ["data set", "network", "regulariser", "ours", "95% low", "95% high", "paper", "95% low", "95% high"],
    rows: rows.map((row) => [row.dataset, row.architecture, row.regulariser, row.ours.mean, row.ours.low, row.ours.high, row.paper.mean, row.paper.low, row.paper.high]),
  });
}
