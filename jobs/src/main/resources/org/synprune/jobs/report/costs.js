/* Size and time. */

/** Rows of a network each, or of an arm each where there are several, with the dense and the sparse figure. */
function pairs(id, rows, { dense, sparse, name, text, sentence, of, head, more, lookback }) {
  const alone = distinct(rows.map((row) => row.regulariser)).length === 1;
  const groups = alone
    ? distinct(rows.map((row) => row.dataset)).map((dataset) => ({ name: dataset, rows: rows.filter((row) => row.dataset === dataset) }))
    : places(rows);
  const panels = groups.map((group) => {
    const own = group.rows;
    const labels = own.map((row) => (alone ? row.architecture : row.regulariser));
    return {
      title: group.name,
      sub: alone ? `${own[0].regulariser}, lookback ${lookback}` : `lookback ${lookback}`,
      height: rowsHeight(labels),
      sentence: `${group.name}: ` + own.map((row) => `${row.architecture} ${row.regulariser} ${text(dense(row))} dense, ${text(sparse(row))} sparse`).join("; ") + ".",
      option: (colours) => {
        const points = own.map((row, i) => [
          { row: i, value: dense(row), style: arm(row.regulariser), hollow: true },
          { row: i, value: sparse(row), style: arm(row.regulariser) },
        ]);
        return rowsOption(colours, {
          labels, points: points.flat(), joined: points, name, scale: range(own.flatMap((row) => [dense(row), sparse(row)]), true),
          tipOf: (i) => tip(`${own[i].dataset} · ${own[i].architecture} · ${own[i].regulariser}`, [
            ["dense", text(dense(own[i]))], ["sparse (CSR)", text(sparse(own[i]))],
            ["sparse / dense", digits(sparse(own[i]) / dense(own[i]), 4)], ["pruned", percent(own[i].sparsity)],
          ]),
        });
      },
    };
  });
  figure(id, {
    sentence, panels,
    legend: legendOf(mark("dense", true), mark("sparse (CSR)", false)),
    head: ["data set", "network", "lookback", "regulariser", ...head],
    rows: of.map((row) => [row.dataset, row.architecture, row.lookback, row.regulariser, ...more(row)]),
  });
}

const ratio = (value) => digits(value, 3);

function drawBytes(costs, lookback) {
  const pruned = costs.filter((cost) => cost.sparsity > 0);
  const rows = pruned.filter((cost) => cost.lookback === lookback);
  pairs("chart-bytes", rows, {
    dense: (row) => row.bytesDense / 1000, sparse: (row) => row.bytesCsr / 1000,
    name: "weight matrices (kB)", text: (kilo) => `${exact(kilo)} kB`, lookback, of: pruned,
    sentence: rows.length
      ? `At lookback ${lookback}, CSR takes ${extent(rows.map((row) => row.bytesCsr / row.bytesDense), ratio)} times the bytes of dense matrices.`
      : "No trial of this selection prunes.",
    head: ["trials", "sparsity", "parameters", "nonzeros", "bytes dense", "bytes CSR"],
    more: (row) => [row.trials, row.sparsity, row.parameters, row.nonzeros, row.bytesDense, row.bytesCsr],
  });
}

function drawInference(inferences, lookback) {
  const rows = inferences.filter((one) => one.lookback === lookback);
  const ratios = rows.map((row) => row.secondsCsr / row.secondsDense);
  const faster = ratios.filter((one) => one < 1).length;
  pairs("chart-inference", rows, {
    dense: (row) => 1000 * row.secondsDense, sparse: (row) => 1000 * row.secondsCsr,
    name: "products of a batch (ms)", text: (millis) => `${digits(millis, 3)} ms`, lookback, of: inferences,
    sentence: rows.length
      ? `At lookback ${lookback}, the matrix products for a batch of ${distinct(rows.map((row) => row.batch)).join(" or ")} windows take ${extent(ratios, ratio)} times as long in CSR as dense, on one thread; CSR is faster in ${faster} of ${rows.length} networks.`
      : "Nothing was measured for this selection.",
    head: ["batch", "sparsity", "whole pass, ms", "products dense, ms", "products CSR, ms", "host"],
    more: (row) => [row.batch, row.sparsity, 1000 * row.secondsForward, 1000 * row.secondsDense, 1000 * row.secondsCsr, row.host],
  });
}

/* ---------- time ---------- */

const seconds = (value) => `${digits(value, 3)} s`;

/** Training time of a trial by network: arms that are trained together have the same. */
function drawTime(costs) {
  const panels = distinct(costs.map((cost) => cost.dataset)).map((dataset) => {
    const rows = [];
    for (const group of places(costs.filter((cost) => cost.dataset === dataset))) {
      for (const lookback of distinct(group.rows.map((row) => row.lookback))) {
        const times = group.rows.filter((row) => row.lookback === lookback).map((row) => row.secondsTrain);
        rows.push({
          label: `${group.architecture} · ${lookback}`, times, low: Math.min(...times), high: Math.max(...times),
        });
      }
    }
    return {
      title: dataset, sub: "network · lookback", height: rowsHeight(rows.map((row) => row.label)),
      sentence: `${dataset}: ` + rows.map((row) => `${row.label} ${extent(row.times, seconds)}`).join("; ") + ".",
      option: (colours) => rowsOption(colours, {
        labels: rows.map((row) => row.label),
        points: rows.map((row, i) => ({
          row: i, value: row.times.reduce((sum, time) => sum + time, 0) / row.times.length,
          low: row.low, high: row.high, style: { colour: colours.text, symbol: "circle" },
        })),
        name: "training time of a trial (s)", scale: range(rows.map((row) => row.high), true),
        tipOf: (i) => tip(`${dataset} · ${rows[i].label}`, [["arms", rows[i].times.length], ["training", extent(rows[i].times, seconds)]]),
      }),
    };
  });
  figure("chart-time", {
    sentence: costs.length
      ? `Training time of a trial: ${extent(costs.map((cost) => cost.secondsTrain), seconds)}, mean over seeds.`
      : "No trial of this selection has a result.",
    panels,
    head: ["data set", "network", "lookback", "regulariser", "trials", "train, s", "evaluation, s", "trials apart", "train apart, s an epoch"],
    rows: costs.map((cost) => [
      cost.dataset, cost.architecture, cost.lookback, cost.regulariser, cost.trials,
      cost.secondsTrain, cost.secondsEvaluation, cost.apart, cost.secondsEpochApart,
    ]),
  });
  drawOverhead(costs);
}

/** What an arm takes beside the arm none, where both were trained apart from other arms. */
function drawOverhead(costs) {
  const none = (cost) => costs.find((one) => one.regulariser === "none" && one.dataset === cost.dataset
    && one.architecture === cost.architecture && one.lookback === cost.lookback);
  const against = costs.filter((cost) => cost.regulariser !== "none" && cost.apart > 0 && (none(cost) || {}).apart > 0)
    .map((cost) => ({ ...cost, overhead: cost.secondsEpochApart / none(cost).secondsEpochApart - 1 }));
  const signed = (share) => `${share > 0 ? "+" : ""}${Math.round(1000 * share) / 10}%`;
  const labelOf = (row) => `${row.regulariser} · ${row.lookback}`;
  const panels = places(against).map((group) => ({
    title: group.name, height: rowsHeight(group.rows.map(labelOf)),
    sentence: `${group.name}: ` + group.rows.map((row) => `${row.regulariser} at lookback ${row.lookback} ${signed(row.overhead)}`).join("; ") + ".",
    option: (colours) => rowsOption(colours, {
      labels: group.rows.map(labelOf),
      points: group.rows.map((row, i) => ({ row: i, value: 100 * row.overhead, style: arm(row.regulariser) })),
      name: "extra time of an epoch (%)", scale: range([0, ...group.rows.map((row) => 100 * row.overhead)]),
      lines: [{ value: 0, colour: colours.muted }],
      tipOf: (i) => tip(`${group.name}, lookback ${group.rows[i].lookback}`, [
        [group.rows[i].regulariser, signed(group.rows[i].overhead)], ["trained apart", group.rows[i].apart],
      ]),
    }),
  }));
  const others = costs.filter((cost) => cost.regulariser !== "none").length;
  figure("chart-overhead", {
    sentence: against.length
      ? `Extra training time per epoch compared with the arm none, where both were trained apart from other arms (${against.length} of ${others} cells): ${overheads(against, signed)}. Trials share their machine with others, so small differences mean nothing; scripts/bench measures the overhead alone.`
      : "This run doesn't show the overhead: no cell has both the arm none and another arm trained apart from other arms. scripts/bench measures the overhead.",
    panels,
    head: ["data set", "network", "lookback", "regulariser", "trials apart", "train apart, s an epoch", "overhead"],
    rows: against.map((cost) => [
      cost.dataset, cost.architecture, cost.lookback, cost.regulariser, cost.apart, cost.secondsEpochApart, signed(cost.overhead),
    ]),
  });
}

/** The overhead of each arm, or of all where they are many. */
function overheads(against, signed) {
  const arms = distinct(against.map((cost) => cost.regulariser));
  const spread = (costs) => {
    const own = costs.map((cost) => cost.overhead).sort((a, b) => a - b);
    return `${signed(own[0])} to ${signed(own.at(-1))}, median ${signed(median(own))}`;
  };
  return arms.length > 5
    ? `${spread(against)} over ${arms.length} arms`
    : arms.map((id) => `${id} ${spread(against.filter((cost) => cost.regulariser === id))}`).join("; ");
}

function median(sorted) {
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
