/* The figures of sparsity, size and time. */

const percentLabel = (value) => `${Math.round(100 * value)}%`;

/* ---------- sparsity ---------- */

function drawSparsity(curves, lookback) {
  const pruned = curves.filter((one) => one.sparsity.some((share) => share > 0));
  const datasets = distinct(pruned.map((one) => one.dataset));
  const look = (dataset) => {
    const i = datasets.indexOf(dataset);
    return { colour: PALETTE[i % PALETTE.length], dash: DASHES[i % DASHES.length], symbol: Object.values(ARMS)[i % 4].symbol };
  };
  const panels = distinct(pruned.map((one) => one.architecture)).map((architecture) => {
    const rows = pruned.filter((one) => one.architecture === architecture);
    return {
      title: architecture,
      sub: `lookback ${lookback}`,
      sentence: `Sparsity of ${architecture} by epoch: `
        + rows.map((one) => `on ${one.dataset} from ${percent(one.sparsity[0])} to ${percent(one.sparsity.at(-1))}`).join("; ") + ".",
      option: (colours) => {
        const plain = base(colours);
        return {
          ...plain,
          tooltip: {
            ...plain.tooltip, trigger: "axis",
            formatter: (items) => {
              const epoch = items[0].value[0];
              return tip(`${architecture}, epoch ${epoch}`, [
                ["", "pruned"],
                ...rows.filter((one) => one.epochs.includes(epoch))
                  .map((one) => [one.dataset, percent(one.sparsity[one.epochs.indexOf(epoch)])]),
              ]);
            },
          },
          xAxis: axis(colours, { type: "value", name: "epoch", min: 1, max: "dataMax", minInterval: 1, splitLine: { show: false } }),
          yAxis: axis(colours, {
            type: "value", min: 0, max: 1, interval: 0.25, axisLabel: { color: colours.muted, fontSize: 12, formatter: percentLabel },
          }),
          series: rows.map((one) => {
            const style = look(one.dataset);
            return {
              name: one.dataset, type: "line", symbol: style.symbol, symbolSize: 6, showAllSymbol: true,
              itemStyle: { color: style.colour }, lineStyle: { color: style.colour, width: 1.75, type: style.dash },
              data: one.epochs.map((epoch, i) => [epoch, one.sparsity[i]]),
            };
          }),
        };
      },
    };
  });
  figure("chart-sparsity", {
    sentence: pruned.length
      ? `Sparsity at the last epoch, lookback ${lookback}: ${ends(pruned.map((one) => one.sparsity.at(-1)))} of the prunable weights.`
      : "No trial of this selection prunes.",
    legend: legendOf(...datasets.map((dataset) => key(dataset, look(dataset)))),
    panels,
    head: ["data set", "network", "lookback", "regulariser", "epoch", "sparsity"],
    rows: pruned.flatMap((one) => one.epochs.map((epoch, i) => [one.dataset, one.architecture, one.lookback, one.regulariser, epoch, one.sparsity[i]])),
  });
}

function ends(shares) {
  const low = percent(Math.min(...shares));
  const high = percent(Math.max(...shares));
  return low === high ? low : `${low} to ${high}`;
}

function drawLayers(layers, lookback) {
  const panels = places(layers).map((group) => {
    const names = group.rows.map((one) => one.layer.replace(/_weight$/i, ""));
    const last = group.rows.map((one) => `${one.layer} ${percent(one.sparsity.at(-1))}`);
    const epochs = group.rows[0].epochs;
    const points = group.rows.flatMap((one, y) => one.sparsity.map((share, i) => [epochs.indexOf(one.epochs[i]), y, share]));
    return {
      title: group.name,
      sub: `lookback ${lookback}`,
      sentence: `Sparsity of ${group.name} by layer at the last epoch: ${last.join("; ")}.`,
      height: 60 + 24 * names.length,
      option: (colours) => {
        const plain = base(colours);
        return {
          ...plain,
          tooltip: {
            ...plain.tooltip, trigger: "item",
            formatter: ({ value: [x, y, share] }) => tip(names[y], [
              ["epoch", epochs[x]], ["pruned", percent(share)], ["weights", group.rows[y].total],
            ]),
          },
          visualMap: { show: false, min: 0, max: 1, dimension: 2, inRange: { color: [colours.cold, colours.warm] } },
          xAxis: axis(colours, { type: "category", name: "epoch", data: epochs, axisTick: { show: false }, splitLine: { show: false } }),
          yAxis: axis(colours, {
            type: "category", data: names, inverse: true, axisTick: { show: false }, splitLine: { show: false },
            axisLabel: { color: colours.muted, fontSize: 10, interval: 0, width: 170, overflow: "truncate" },
          }),
          series: [{ type: "heatmap", data: points, itemStyle: { borderColor: colours.back, borderWidth: 1 } }],
        };
      },
    };
  });
  const scale = element("li", {}, "0%", element("span", { class: "scale", "aria-hidden": "true" }), "100% pruned");
  figure("chart-layers", {
    sentence: layers.length
      ? `Sparsity of ${layers.length} layer${layers.length === 1 ? "" : "s"} at the last epoch, lookback ${lookback}: ${ends(layers.map((one) => one.sparsity.at(-1)))}.`
      : "No layer of this selection is pruned.",
    legend: legendOf(scale),
    panels,
    head: ["data set", "network", "lookback", "layer", "weights", "epoch", "sparsity"],
    rows: layers.flatMap((one) => one.epochs.map((epoch, i) => [one.dataset, one.architecture, one.lookback, one.layer, one.total, epoch, one.sparsity[i]])),
  });
}

/* ---------- dense beside sparse ---------- */

const DENSE = "#0072B2";
const SPARSE = "#D55E00";

/** Pairs of bars by network, a panel for each data set. */
function pairs(id, rows, { dense, sparse, unit, sentence, of, head, more, lookback }) {
  const panels = distinct(rows.map((row) => row.dataset)).map((dataset) => {
    const own = rows.filter((row) => row.dataset === dataset);
    return {
      title: dataset,
      sub: `lookback ${lookback}`,
      sentence: `${dataset}: ` + own.map((row) => `${row.architecture} ${unit(dense(row))} dense, ${unit(sparse(row))} sparse`).join("; ") + ".",
      option: (colours) => {
        const plain = base(colours);
        const bar = (name, value, style) => ({
          name, type: "bar", barMaxWidth: 34, itemStyle: style, data: own.map(value),
        });
        return {
          ...plain,
          tooltip: {
            ...plain.tooltip, trigger: "axis", axisPointer: { type: "none" },
            formatter: (items) => {
              const row = own[items[0].dataIndex];
              return tip(`${dataset} · ${row.architecture}`, [
                ["dense", unit(dense(row), true)], ["sparse (CSR)", unit(sparse(row), true)],
                ["sparse / dense", digits(sparse(row) / dense(row), 4)], ["pruned", percent(row.sparsity)],
              ]);
            },
          },
          xAxis: axis(colours, { type: "category", data: own.map((row) => row.architecture), axisTick: { show: false } }),
          yAxis: axis(colours, {
            type: "value", axisLabel: { color: colours.muted, fontSize: 12, formatter: (value) => unit(value) },
          }),
          series: [
            bar("dense", dense, { color: "transparent", borderColor: DENSE, borderWidth: 2 }),
            bar("sparse", sparse, { color: SPARSE, borderColor: SPARSE, borderWidth: 2 }),
          ],
        };
      },
    };
  });
  figure(id, {
    sentence, panels, low: true,
    legend: legendOf(block("dense", DENSE, true), block("sparse (CSR)", SPARSE, false)),
    head: ["data set", "network", "lookback", "regulariser", ...head],
    rows: of.map((row) => [row.dataset, row.architecture, row.lookback, row.regulariser, ...more(row)]),
  });
}

function drawBytes(costs, lookback) {
  const pruned = costs.filter((cost) => cost.sparsity > 0);
  const rows = pruned.filter((cost) => cost.lookback === lookback);
  const ratios = rows.map((row) => row.bytesCsr / row.bytesDense);
  pairs("chart-bytes", rows, {
    dense: (row) => row.bytesDense, sparse: (row) => row.bytesCsr,
    unit: (count, whole) => (whole ? `${exact(count)} bytes` : bytes(count)), lookback, of: pruned,
    sentence: rows.length
      ? `At lookback ${lookback}, CSR takes ${lowHigh(ratios)} times the bytes of dense matrices.`
      : "No trial of this selection prunes.",
    head: ["trials", "sparsity", "parameters", "nonzeros", "bytes dense", "bytes CSR"],
    more: (row) => [row.trials, row.sparsity, row.parameters, row.nonzeros, row.bytesDense, row.bytesCsr],
  });
}

function drawInference(inferences, lookback) {
  const rows = inferences.filter((one) => one.lookback === lookback);
  const ratios = rows.map((row) => row.secondsCsr / row.secondsDense);
  const faster = ratios.filter((ratio) => ratio < 1).length;
  pairs("chart-inference", rows, {
    dense: (row) => row.secondsDense, sparse: (row) => row.secondsCsr,
    unit: (seconds) => `${digits(1000 * seconds, 3)} ms`, lookback, of: inferences,
    sentence: rows.length
      ? `At lookback ${lookback}, the weight products of a batch of ${distinct(rows.map((row) => row.batch)).join(" or ")} windows take ${lowHigh(ratios)} times as long in CSR as dense, on one thread; CSR is the faster in ${faster} of ${rows.length} networks.`
      : "Nothing was measured for this selection.",
    head: ["batch", "sparsity", "whole pass, ms", "products dense, ms", "products CSR, ms", "host"],
    more: (row) => [row.batch, row.sparsity, 1000 * row.secondsForward, 1000 * row.secondsDense, 1000 * row.secondsCsr, row.host],
  });
}

function lowHigh(ratios) {
  const low = digits(Math.min(...ratios), 3);
  const high = digits(Math.max(...ratios), 3);
  return low === high ? low : `${low} to ${high}`;
}

/* ---------- time ---------- */

function timePanels(rows, y, words, label, low) {
  const lookbacks = distinct(rows.map((row) => row.lookback)).sort((a, b) => a - b);
  return places(rows).map((group) => ({
    title: group.name,
    sentence: `${group.name}: ` + group.rows.map((row) => `${row.regulariser} at lookback ${row.lookback} ${label(y(row))}`).join("; ") + ".",
    option: byLookback(group, lookbacks, y, {
      range: range(group.rows.map(y), low), label,
      tip: (lookback) => tip(`${group.name}, lookback ${lookback}`, [
        words, ...group.rows.filter((row) => row.lookback === lookback)
          .map((row) => [row.regulariser, label(y(row)), row.trials, row.apart]),
      ]),
    }),
  }));
}

function drawTime(costs) {
  const seconds = (value) => `${digits(value, 3)} s`;
  const arms = distinct(costs.map((cost) => cost.regulariser));
  figure("chart-time", {
    sentence: costs.length
      ? `A trial's share of training time is ${seconds(Math.min(...costs.map((cost) => cost.secondsTrain)))} to ${seconds(Math.max(...costs.map((cost) => cost.secondsTrain)))}, mean over seeds.`
      : "No trial of this selection has a result.",
    legend: legendOfArms(arms),
    panels: timePanels(costs, (cost) => cost.secondsTrain, ["", "training", "trials", "trained apart"], seconds, true),
    head: ["data set", "network", "lookback", "regulariser", "trials", "train, s", "evaluation, s", "trials apart", "train apart, s an epoch"],
    rows: costs.map((cost) => [
      cost.dataset, cost.architecture, cost.lookback, cost.regulariser, cost.trials,
      cost.secondsTrain, cost.secondsEvaluation, cost.apart, cost.secondsEpochApart,
    ]),
  });
  const none = (cost) => costs.find((one) => one.regulariser === "none" && one.dataset === cost.dataset
    && one.architecture === cost.architecture && one.lookback === cost.lookback);
  const against = costs.filter((cost) => cost.regulariser !== "none" && cost.apart > 0 && (none(cost) || {}).apart > 0)
    .map((cost) => ({ ...cost, overhead: cost.secondsEpochApart / none(cost).secondsEpochApart - 1 }));
  const signed = (share) => `${share > 0 ? "+" : ""}${Math.round(1000 * share) / 10}%`;
  figure("chart-overhead", {
    sentence: against.length
      ? `Training time of an epoch over that of the arm none, where both were trained apart from other arms (${against.length} of ${costs.filter((cost) => cost.regulariser !== "none").length} cells): `
        + distinct(against.map((cost) => cost.regulariser)).map((id) => {
          const own = against.filter((cost) => cost.regulariser === id).map((cost) => cost.overhead).sort((a, b) => a - b);
          return `${id} ${signed(own[0])} to ${signed(own.at(-1))}, median ${signed(median(own))}`;
        }).join("; ") + ". Trials share their machine with others, so small differences mean nothing; scripts/bench measures the overhead by itself."
      : "This run can't tell: in no cell were the arm none and another trained apart from other arms. The README has the overhead as scripts/bench measures it.",
    legend: legendOfArms(distinct(against.map((cost) => cost.regulariser))),
    panels: timePanels(against, (cost) => cost.overhead, ["", "overhead", "trials", "trained apart"], signed, true),
    head: ["data set", "network", "lookback", "regulariser", "trials apart", "train apart, s an epoch", "overhead"],
    rows: against.map((cost) => [
      cost.dataset, cost.architecture, cost.lookback, cost.regulariser, cost.apart, cost.secondsEpochApart, signed(cost.overhead),
    ]),
  });
}

function median(sorted) {
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
