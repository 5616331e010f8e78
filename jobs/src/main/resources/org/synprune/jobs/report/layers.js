/* Sparsity by layer: by epoch for one arm, at the last epoch for several, so that layers are named once a network. */

/** Short names of the layers of a network, told apart by their numbers where their words are the same. */
function layerNames(paths) {
  const parts = paths.map((path) => path.replace(/_weight$/i, "").split("_"));
  const words = parts.map((own) => own.map((part) => part.replace(/^\d+(?=[a-z])/i, "")).join(" "));
  return new Map(paths.map((path, i) => {
    const alone = words.filter((one) => one === words[i]).length === 1;
    return [path, alone ? words[i] : `${(parts[i][0].match(/^\d+/) || [i])[0]} ${words[i]}`];
  }));
}

function drawLayers(layers, lookback) {
  const panels = places(layers).map((group) => {
    const paths = distinct(group.rows.map((one) => one.layer));
    const names = layerNames(paths);
    const arms = distinct(group.rows.map((one) => one.regulariser));
    const alone = arms.length === 1;
    const across = alone ? group.rows[0].epochs : arms;
    const cells = group.rows.flatMap((one) => {
      const y = paths.indexOf(one.layer);
      return alone
        ? one.sparsity.map((share, i) => ({ value: [across.indexOf(one.epochs[i]), y, share], row: one, epoch: one.epochs[i] }))
        : [{ value: [arms.indexOf(one.regulariser), y, one.sparsity.at(-1)], row: one, epoch: one.epochs.at(-1) }];
    });
    const nameHeight = alone ? 20 : Math.min(LONGEST_NAME, Math.max(...arms.map((id) => textWidth(id, NAME))));
    return {
      title: group.name,
      sub: alone ? `${arms[0]}, lookback ${lookback}` : `lookback ${lookback}`,
      sentence: `Sparsity of ${group.name} by layer at the last epoch: `
        + group.rows.map((one) => `${one.regulariser} ${names.get(one.layer)} ${percent(one.sparsity.at(-1))}`).join("; ") + ".",
      height: 50 + nameHeight + 22 * paths.length,
      option: (colours) => {
        const plain = base(colours);
        return {
          ...plain,
          grid: { ...plain.grid, top: 8, bottom: 24 },
          tooltip: {
            ...plain.tooltip, trigger: "item",
            formatter: ({ data: { row, epoch, value } }) => tip(names.get(row.layer), [
              ["arm", row.regulariser], ["epoch", epoch], ["pruned", percent(value[2])], ["weights", row.total],
            ]),
          },
          visualMap: { show: false, min: 0, max: 1, dimension: 2, inRange: { color: [colours.cold, colours.warm] } },
          xAxis: axis(colours, {
            type: "category", name: alone ? "epoch" : "", data: across, axisTick: { show: false }, splitLine: { show: false },
            axisLabel: {
              color: colours.text, fontSize: NAME, hideOverlap: alone,
              ...(alone ? {} : { interval: 0, rotate: 90, formatter: (id) => fitted(id, NAME, LONGEST_NAME) }),
            },
          }),
          yAxis: axis(colours, {
            type: "category", data: paths.map((path) => names.get(path)), inverse: true, axisTick: { show: false }, splitLine: { show: false },
            axisLabel: { color: colours.text, fontSize: NAME, interval: 0, formatter: (path) => fitted(path, NAME, 165) },
          }),
          series: [{ type: "heatmap", data: cells, itemStyle: { borderColor: colours.back, borderWidth: 1 } }],
        };
      },
    };
  });
  const scale = element("li", {}, "0%", element("span", { class: "scale", "aria-hidden": "true" }), "100% pruned");
  figure("chart-layers", {
    sentence: layers.length
      ? `Sparsity of ${distinct(layers.map((one) => one.layer)).length} layers at the last epoch, lookback ${lookback}: ${extent(layers.map((one) => one.sparsity.at(-1)), percent)}.`
      : "No layer of this selection is pruned.",
    legend: legendOf(scale),
    panels,
    head: ["data set", "network", "lookback", "regulariser", "layer", "weights", "epoch", "sparsity"],
    rows: layers.flatMap((one) => one.epochs.map((epoch, i) => [
      one.dataset, one.architecture, one.lookback, one.regulariser, one.layer, one.total, epoch, one.sparsity[i],
    ])),
  });
}
