/* Beside the paper. */

function drawPaper(side, keep) {
  const rows = side.paper.filter(keep);
  const panels = places(rows).map((group) => {
    const p = (one) => (isNumber(one.p) ? digits(one.p, 2) : "none");
    const first = group.rows[0];
    const labels = group.rows.map((row) => row.regulariser);
    const figures = (row) => [["ours", row.ours, -0.15], ["paper", row.paper, 0.15]];
    return {
      title: group.name,
      sub: `Friedman p ${p(first.ours)}, paper ${p(first.paper)}`,
      height: rowsHeight(labels, 28),
      sentence: `Scaled MAE of ${group.name}: `
        + group.rows.map((row) => `${row.regulariser} ${short(row.ours.mean)}, paper ${short(row.paper.mean)}`).join("; ") + ".",
      option: (colours) => rowsOption(colours, {
        labels,
        points: group.rows.flatMap((row, i) => figures(row).map(([whose, one, shift]) => ({
          row: i, shift, value: one.mean, low: one.low, high: one.high, style: arm(row.regulariser), hollow: whose === "paper",
        }))),
        name: "MAE (sd of the target)",
        scale: range(group.rows.flatMap((row) => figures(row).flatMap(([, one]) => [one.mean, one.low, one.high]))),
        tipOf: (i) => tip(`${group.name}, ${group.rows[i].regulariser}`, [
          ["", "MAE (scaled)", "95% interval"],
          ...figures(group.rows[i]).map(([whose, one]) => [whose, exact(one.mean), `${exact(one.low)} – ${exact(one.high)}`]),
        ]),
      }),
    };
  });
  figure("chart-paper", {
    sentence: rows.length
      ? `The run's mean over lookbacks is smaller than the paper's in ${rows.filter((row) => row.ours.mean < row.paper.mean).length} of ${rows.length} cases.`
      : "This selection and the published results have nothing in common.",
    legend: legendOf(mark("ours", false), mark("paper", true)),
    panels,
    head: ["data set", "network", "regulariser", "ours", "95% low", "95% high", "paper", "95% low", "95% high"],
    rows: rows.map((row) => [row.dataset, row.architecture, row.regulariser, row.ours.mean, row.ours.low, row.ours.high, row.paper.mean, row.paper.low, row.paper.high]),
  });
}
