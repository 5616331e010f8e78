/* Errors by step of the horizon. */

/** Ticks of the steps: the first, and round numbers. */
function stepTicks(last) {
  const interval = [1, 2, 5, 10, 20, 50, 100].find((step) => last / step <= 6) || 200;
  const round = Array.from({ length: Math.floor(last / interval) }, (unused, i) => (i + 1) * interval);
  return distinct([1, ...round]).map((step) => ({ at: step, text: String(step) }));
}

function stepOption(colours, group, scale, lookback) {
  const plain = base(colours);
  const { naive } = group.rows[0];
  const last = naive.length;
  const points = (values) => values.map((mae, i) => [i + 1, mae]);
  const series = group.rows.map((one) => {
    const style = arm(one.regulariser);
    return {
      name: one.regulariser, type: "line", z: 4, symbol: style.symbol, symbolSize: 6, showAllSymbol: true,
      itemStyle: { color: style.colour }, lineStyle: stroke(style), data: points(one.mae),
    };
  });
  return {
    ...plain,
    grid: { ...plain.grid, left: 10, right: nameRoom(group.rows.map((one) => one.regulariser)), bottom: 44 },
    tooltip: {
      ...plain.tooltip, trigger: "axis",
      formatter: (items) => {
        const step = items[0].value[0];
        return tip(`${group.name}, lookback ${lookback}, step ${step}`, [
          ["", "MAE", "trials"],
          ...group.rows.map((one) => [one.regulariser, exact(one.mae[step - 1]), one.trials]),
          ["naive", exact(naive[step - 1]), ""],
        ]);
      },
    },
    xAxis: axis(colours, {
      type: "value", name: "step ahead (time steps)", min: 1 - 0.03 * last, max: last + 0.03 * last, ...HIDDEN,
    }),
    yAxis: upright(colours, MAE, { ...scale, label: { formatter: short } }),
    series: [
      ticksAt(colours, "xAxis", stepTicks(last)),
      { type: "line", silent: true, symbol: "none", z: 1, lineStyle: stroke(naiveStyle(), 2), data: points(naive) },
      ...series,
      endNames(group.rows.map((one) => ({
        text: one.regulariser, colour: arm(one.regulariser).colour, x: last, y: one.mae.at(-1),
      }))),
    ],
  };
}

/** Panels of places whose networks forecast several steps. */
function drawSteps(curves, lookback) {
  const panels = places(curves).map((group) => {
    const scale = range(curves.filter((one) => one.dataset === group.dataset).flatMap((one) => [...one.mae, ...one.naive]));
    return {
      title: group.name, sub: `lookback ${lookback}`, height: namedHeight(group.rows.length),
      sentence: `Test MAE of ${group.name}, lookback ${lookback}, by step ahead: `
        + group.rows.map((one) => `${one.regulariser} from ${short(one.mae[0])} to ${short(one.mae.at(-1))}`).join("; ") + ".",
      option: (colours) => stepOption(colours, group, scale, lookback),
    };
  });
  figure("chart-steps", {
    sentence: panels.length
      ? `Test MAE at lookback ${lookback} by step ahead, of ${panels.length} network${panels.length === 1 ? "" : "s"} that forecast${panels.length === 1 ? "s" : ""} several steps.`
      : `No network of this selection forecasts several steps at lookback ${lookback}.`,
    legend: legendOf(key("naive forecast", naiveStyle())),
    panels,
    head: ["data set", "network", "lookback", "regulariser", "step ahead", "trials", "MAE", "naive MAE"],
    rows: curves.flatMap((one) => one.mae.map((mae, i) => [
      one.dataset, one.architecture, one.lookback, one.regulariser, i + 1, one.trials, mae, one.naive[i],
    ])),
  });
}
