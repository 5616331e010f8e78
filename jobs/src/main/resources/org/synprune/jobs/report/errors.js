/* Errors of arms: by lookback, or side by side where there is one lookback only. */

const MAE = "MAE (raw units)";

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
        lineStyle: stroke(naiveStyle(), 2),
        data: [[at(lookback) - 0.4, value], [at(lookback) + 0.4, value]],
      });
    }
    const names = [];
    for (const id of arms) {
      const rows = group.rows.filter((row) => row.regulariser === id);
      const style = options.styleOf ? options.styleOf(id) : arm(id);
      const points = rows.map((row) => [at(row.lookback) + shift(id), y(row)]);
      series.push({
        name: id, type: "line", z: 4, symbol: style.symbol, symbolSize: 9, showAllSymbol: true,
        itemStyle: { color: style.colour }, lineStyle: stroke(style), data: points,
      });
      const spans = rows.filter((row) => isNumber(row.low) && options.intervals);
      series.push(intervals(spans.map((row) => [at(row.lookback) + shift(id), row.low, row.high]), style));
      names.push({ text: id, colour: style.colour, x: points.at(-1)[0], y: points.at(-1)[1] });
    }
    series.push(endNames(names));
    const plain = base(colours);
    return {
      ...plain,
      grid: { ...plain.grid, right: nameRoom(arms) },
      tooltip: {
        ...plain.tooltip, trigger: "axis",
        formatter: (items) => options.tip(lookbacks[Math.round(items[0].value[0])]),
      },
      xAxis: axis(colours, {
        type: "value", name: "lookback (time steps)", min: -0.5, max: lookbacks.length - 0.5, interval: 0.5,
        splitLine: { show: false }, axisTick: { show: false },
        label: { formatter: (x) => (Number.isInteger(x) ? String(lookbacks[x] ?? "") : "") },
      }),
      yAxis: upright(colours, options.name, { ...options.range, label: { formatter: options.label || short } }),
      series,
    };
  };
}

const labelOfArm = (cell) => cell.regulariser + (cell.significant ? " ★" : "");

/** A row for each arm at one lookback. */
function byArm(group, yardstick, scale) {
  return (colours) => rowsOption(colours, {
    labels: group.rows.map(labelOfArm),
    points: group.rows.map((cell, row) => ({
      row, value: cell.mean, low: cell.low, high: cell.high, style: arm(cell.regulariser),
    })),
    name: MAE, scale,
    lines: yardstick.map(([, mae]) => ({ value: mae, colour: naiveStyle().colour, width: 2 })),
    tipOf: (row) => errorTip(`${group.name}, lookback ${group.rows[row].lookback}`, [group.rows[row]], yardstick),
  });
}

function errorTip(heading, cells, yardstick) {
  return tip(heading, [
    ["", "MAE", "95% interval", "seeds"],
    ...cells.map((cell) => [
      labelOfArm(cell), exact(cell.mean),
      isNumber(cell.low) ? `${exact(cell.low)} – ${exact(cell.high)}` : "–", cell.n,
    ]),
    ...yardstick.flatMap(([, mae, seasonal, ridge]) =>
      [["naive", mae], ["seasonal naive", seasonal], ["ridge", ridge]]
        .filter(([, error]) => isNumber(error)).map(([name, error]) => [name, exact(error), "", ""])),
  ]);
}

function drawErrors(side, keep) {
  const cells = side.cells.filter(keep);
  const lookbacks = distinct(cells.map((cell) => cell.lookback)).sort((a, b) => a - b);
  const naive = side.naive.filter((one) => lookbacks.includes(one.lookback));
  const panels = places(cells).map((group) => {
    const yardstick = naive
      .filter((one) => one.dataset === group.dataset && one.horizon === horizonOf(group.rows[0].architecture))
      .map((one) => [one.lookback, one.mae, one.seasonal, one.ridge]);
    const scale = errorRange(cells, naive, group.dataset);
    const alone = lookbacks.length === 1;
    const arms = distinct(group.rows.map((row) => row.regulariser));
    return {
      title: group.name, sub: alone ? `lookback ${lookbacks[0]}` : "",
      height: alone ? rowsHeight(group.rows.map(labelOfArm)) : namedHeight(arms.length),
      sentence: `Test MAE of ${group.name} by ${alone ? "arm" : "lookback"}. ` + leasts(group.rows),
      option: alone ? byArm(group, yardstick, scale) : byLookback(group, lookbacks, (cell) => cell.mean, {
        intervals: true, naive: yardstick, range: scale, name: MAE,
        tip: (lookback) => errorTip(`${group.name}, lookback ${lookback}`,
          group.rows.filter((cell) => cell.lookback === lookback), yardstick.filter(([at]) => at === lookback)),
      }),
    };
  });
  figure("chart-mae", {
    sentence: cells.length ? winners(cells) : "No trial of this selection has a result.",
    legend: legendOf(key("naive forecast", naiveStyle())),
    panels,
    head: ["data set", "network", "lookback", "regulariser", "seeds", "MAE", "sd", "95% low", "95% high", "change from none", "winner"],
    rows: cells.map((cell) => [
      cell.dataset, cell.architecture, cell.lookback, cell.regulariser, cell.n, cell.mean, cell.sd, cell.low, cell.high,
      isNumber(cell.relativeToNone) ? percent(cell.relativeToNone) : "–",
      cell.significant ? "★ significant" : cell.best ? "smallest, not significant" : "",
    ]),
  });
}

/** Steps that a network forecasts from a window. */
function horizonOf(network) {
  return Number((/ horizon=(\d+)/.exec(network) || [])[1] || 1);
}

/** The scale that all panels of a data set share. No error is below 0, whatever an interval says. */
function errorRange(cells, naive, dataset) {
  return range([
    ...cells.filter((cell) => cell.dataset === dataset)
      .flatMap((cell) => [cell.mean, isNumber(cell.low) ? Math.max(0, cell.low) : null, cell.high]),
    ...naive.filter((one) => one.dataset === dataset).map((one) => one.mae),
  ]);
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
