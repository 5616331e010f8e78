/* Losses and sparsity by epoch. */

/** A line over epochs in an arm's looks. */
function epochLine(one, values, style, more) {
  return {
    name: one.regulariser, type: "line", symbol: style.symbol, symbolSize: 6, showAllSymbol: true, z: 3,
    itemStyle: { color: style.colour }, lineStyle: stroke(style),
    data: one.epochs.map((epoch, i) => [epoch, values[i]]), ...more,
  };
}

/** The last value that is known, at its epoch, with the arm's name. */
function endOf(one, values, style) {
  const last = values.findLastIndex(isNumber);
  return { text: one.regulariser, colour: style.colour, x: one.epochs[last], y: values[last] };
}

function drawCurves(curves, lookback) {
  const log = (loss) => (loss > 0 ? Math.log10(loss) : null);
  const some = curves.some((one) => [...one.train, ...one.validation].some((loss) => loss > 0));
  const panels = places(curves).map((group) => ({
    title: group.name,
    sub: `lookback ${lookback}`,
    height: namedHeight(group.rows.length),
    sentence: `Losses of ${group.name}, lookback ${lookback}, at the last epoch: `
      + group.rows.map((one) => `${one.regulariser} ${short(one.validation.at(-1))} on validation, ${short(one.train.at(-1))} in training`).join("; ") + ".",
    option: (colours) => {
      const plain = base(colours);
      const { min, max, ticks } = logScale(group.rows.flatMap((one) => [...one.train, ...one.validation]));
      const labels = ticks.map((loss) => ({ at: Math.log10(loss), text: short(loss) }));
      const series = group.rows.flatMap((one) => {
        const style = arm(one.regulariser);
        return [
          epochLine(one, one.train.map(log), style, { symbol: "none", z: 2, lineStyle: stroke(style, 1.25) }),
          epochLine(one, one.validation.map(log), style),
        ];
      });
      return {
        ...plain,
        grid: { ...plain.grid, left: roomOf(labels), right: nameRoom(group.rows.map((one) => one.regulariser)) },
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
        xAxis: epochAxis(colours, group.rows),
        yAxis: upright(colours, "squared error (sd² of the target)", { min, max, ...HIDDEN }),
        series: [
          ticksAt(colours, "yAxis", labels), ...series,
          endNames(group.rows.map((one) => endOf(one, one.validation.map(log), arm(one.regulariser)))),
        ],
      };
    },
  }));
  const { text } = theme();
  figure("chart-curves", {
    sentence: some
      ? `Losses at the last epoch, lookback ${lookback}: ${extent(curves.map((one) => one.validation.at(-1)))} on validation, ${extent(curves.map((one) => one.train.at(-1)))} in training.`
      : "This selection has no epochs.",
    legend: legendOf(
      key("validation", { colour: text, dash: "solid", symbol: "circle" }),
      key("training", { colour: text, dash: "solid", symbol: "none" }, 1.25)),
    panels,
    head: ["data set", "network", "lookback", "regulariser", "epoch", "trials", "training loss", "validation loss", "sparsity"],
    rows: curves.flatMap((one) => one.epochs.map((epoch, i) => [
      one.dataset, one.architecture, one.lookback, one.regulariser, epoch, one.trials[i], one.train[i], one.validation[i], one.sparsity[i],
    ])),
  });
}

/* ---------- sparsity ---------- */

function drawSparsity(curves, lookback) {
  const pruned = curves.filter((one) => one.sparsity.some((share) => share > 0));
  const panels = places(pruned).map(({ name, rows }) => ({
    title: name,
    sub: `lookback ${lookback}`,
    height: namedHeight(rows.length),
    sentence: `Sparsity of ${name} by epoch: `
      + rows.map((one) => `${one.regulariser} from ${percent(one.sparsity[0])} to ${percent(one.sparsity.at(-1))}`).join("; ") + ".",
    option: (colours) => {
      const plain = base(colours);
      return {
        ...plain,
        grid: { ...plain.grid, right: nameRoom(rows.map((one) => one.regulariser)) },
        tooltip: {
          ...plain.tooltip, trigger: "axis",
          formatter: (items) => {
            const epoch = items[0].value[0];
            return tip(`${name}, epoch ${epoch}`, [
              ["", "pruned"],
              ...rows.filter((one) => one.epochs.includes(epoch))
                .map((one) => [one.regulariser, percent(one.sparsity[one.epochs.indexOf(epoch)])]),
            ]);
          },
        },
        xAxis: epochAxis(colours, rows),
        yAxis: upright(colours, "weights pruned (%)", { min: 0, max: 1, interval: 0.25, label: { formatter: percentLabel } }),
        series: [
          ...rows.map((one) => epochLine(one, one.sparsity, arm(one.regulariser))),
          endNames(rows.map((one) => endOf(one, one.sparsity, arm(one.regulariser)))),
        ],
      };
    },
  }));
  figure("chart-sparsity", {
    sentence: pruned.length
      ? `Sparsity at the last epoch, lookback ${lookback}: ${extent(pruned.map((one) => one.sparsity.at(-1)), percent)} of the prunable weights.`
      : "No trial of this selection prunes.",
    panels,
    head: ["data set", "network", "lookback", "regulariser", "epoch", "sparsity"],
    rows: pruned.flatMap((one) => one.epochs.map((epoch, i) => [one.dataset, one.architecture, one.lookback, one.regulariser, epoch, one.sparsity[i]])),
  });
}
