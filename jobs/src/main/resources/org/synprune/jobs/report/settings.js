/* Errors against settings: those of arms, and those of training that a grid varies. */

const UNITS = {
  "max-sparsity": "share of weights", "min-sparsity": "share of weights", rate: "share dropped", "mc-passes": "count",
  warmup: "epochs", every: "batches", hidden: "units", "learning-rate": "step size", epochs: "count",
  "batch-size": "windows", patience: "epochs",
};

/** Places of numbers along an axis: in proportion, or by powers where they are far apart; texts at even steps. */
function alongAxis(values) {
  const known = distinct(values);
  if (!known.every(isNumber)) return { at: (value) => known.indexOf(value), known };
  known.sort((a, b) => a - b);
  const far = known[0] > 0 && known.at(-1) / known[0] >= 8;
  return { at: (value) => (far ? Math.log10(value) : value), known };
}

/**
 * The option of a panel. A line has a name, a style, and points of value, cell and mark's style; references are
 * cells of arms without the setting.
 */
function settingOption(colours, { setting, lines, references, scale, heading }) {
  const plain = base(colours);
  const { at, known } = alongAxis(lines.flatMap((line) => line.points.map(({ value }) => value)));
  const text = (value) => (isNumber(value) ? digits(value, 6) : value);
  const [low, high] = [Math.min(...known.map(at)), Math.max(...known.map(at))];
  const room = known.every(isNumber) ? 0.08 * (high - low) || 0.5 : 0.5;
  const names = [];
  const series = [ticksAt(colours, "xAxis", known.map((value) => ({ at: at(value), text: text(value) })))];
  for (const cell of references) {
    const style = arm(cell.regulariser);
    series.push({
      type: "line", silent: true, symbol: "none", z: 2, lineStyle: stroke(style, 1.25),
      data: [[low - room, cell.mean], [high + room, cell.mean]],
    });
    names.push({ text: cell.regulariser, colour: style.colour, x: high + room, y: cell.mean });
  }
  for (const line of lines) {
    const sorted = [...line.points].sort((one, other) => at(one.value) - at(other.value));
    series.push({
      type: "line", z: 4, showAllSymbol: true, lineStyle: { color: line.style.colour, width: 1.75, type: line.style.dash },
      data: sorted.map(({ value, cell, style }) => ({
        value: [at(value), cell.mean], symbol: style.symbol, symbolSize: 9, itemStyle: { color: style.colour },
      })),
    });
    for (const { value, cell, style } of sorted) {
      if (isNumber(cell.low)) series.push(intervals([[at(value), cell.low, cell.high]], style));
    }
    const end = sorted.at(-1);
    if (line.name) names.push({ text: line.name, colour: line.style.colour, x: at(end.value), y: end.cell.mean });
  }
  series.push(endNames(names));
  const all = lines.flatMap((line) => line.points.map((point) => ({ ...point, line })));
  return {
    ...plain,
    grid: { ...plain.grid, right: nameRoom(names.map((one) => one.text)), bottom: 44, left: 10 },
    tooltip: {
      ...plain.tooltip, trigger: "axis",
      formatter: (items) => {
        const x = items[0].value[0];
        return tip(heading, [
          ["", setting, "MAE", "95% interval", "seeds"],
          ...all.filter(({ value }) => Math.abs(at(value) - x) < 1e-9).map(({ value, cell }) => [
            cell.regulariser, text(value), exact(cell.mean), isNumber(cell.low) ? `${exact(cell.low)} – ${exact(cell.high)}` : "–", cell.n,
          ]),
          ...references.map((cell) => [cell.regulariser, "", exact(cell.mean), "", cell.n]),
        ]);
      },
    },
    xAxis: axis(colours, { type: "value", name: UNITS[setting] ? `${setting} (${UNITS[setting]})` : setting, min: low - room, max: high + room, ...HIDDEN }),
    yAxis: upright(colours, MAE, { ...scale, label: { formatter: short } }),
    series,
  };
}

/** What tells lines apart: their names without the words that all share, and what these words are. */
function toldApart(names) {
  const words = names.map((name) => name.split(" "));
  const shared = words[0].filter((word) => words.every((own) => own.includes(word)));
  if (names.length === 1) return { own: [words[0][0]], shared: words[0].slice(1) };
  const rest = words.map((own) => own.filter((word) => !shared.includes(word)));
  const keys = distinct(rest.flat().map((word) => word.split("=")[0]));
  return keys.length === 1
    ? { own: rest.map((own) => own.join(" ").replace(/^[^=]*=/, "")), shared: [...shared, `by ${keys[0]}`] }
    : { own: rest.map((own) => own.join(" ")), shared };
}

/** Panels of a setting in which arms differ: a line joins arms, which keep their own marks. */
function armPanels(axisOf, cells) {
  const { setting, lines, without } = axisOf;
  return places(cells).flatMap((group) => {
    const cellOf = (id) => group.rows.find((cell) => cell.regulariser === id);
    const known = lines.map(({ name, points: arms }) => ({
      name, points: arms.map(({ arm: id, value }) => ({ value, cell: cellOf(id) })).filter(({ cell }) => cell),
    })).filter((line) => line.points.length > 1);
    if (known.length === 0) return [];
    const references = without.map(cellOf).filter(Boolean);
    const { own, shared } = toldApart(known.map(({ name }) => name));
    return [{
      group, setting, shared: shared.join(" "),
      rows: known.flatMap((line) => line.points.map(({ value, cell }) => [setting, value, cell])),
      names: references.length + known.length,
      parts: () => ({
        references,
        lines: known.map((line, i) => ({
          name: own[i],
          style: { colour: theme().muted, dash: "solid" },
          points: line.points.map((point) => ({ ...point, style: arm(point.cell.regulariser) })),
        })),
      }),
    }];
  });
}

/** Panels of a training setting that the grid varies: a line for each arm. */
function variantPanels(setting, variants, cells) {
  const groups = new Map();
  for (const cell of cells) {
    const variant = variants.find((one) => one.network === cell.architecture);
    if (!variant || variant.values[setting] === undefined) continue;
    const others = Object.entries(variant.values).filter(([name]) => name !== setting).map(([name, value]) => ` ${name}=${value}`).join("");
    const architecture = variant.architecture + others;
    const name = `${cell.dataset} · ${architecture}`;
    if (!groups.has(name)) groups.set(name, { group: { name, dataset: cell.dataset, rows: [] }, arms: new Map() });
    const { group, arms } = groups.get(name);
    group.rows.push(cell);
    if (!arms.has(cell.regulariser)) arms.set(cell.regulariser, []);
    arms.get(cell.regulariser).push({ value: variant.values[setting], cell });
  }
  return [...groups.values()].map(({ group, arms }) => ({
    group, setting,
    rows: [...arms.values()].flat().map(({ value, cell }) => [setting, value, cell]),
    names: arms.size,
    parts: () => ({
      references: [],
      lines: [...arms].map(([id, own]) => ({
        name: id, style: arm(id), points: own.map((point) => ({ ...point, style: arm(id) })),
      })),
    }),
  })).filter(({ rows }) => distinct(rows.map(([, value]) => value)).length > 1);
}

function drawSettings(cells, lookback) {
  const { axes } = data.pictures;
  const varied = distinct(data.variants.flatMap((one) => Object.keys(one.values)));
  const found = [
    ...axes.flatMap((one) => armPanels(one, cells)),
    ...varied.flatMap((setting) => variantPanels(setting, data.variants, cells)),
  ];
  figure("chart-settings", {
    sentence: found.length
      ? `MAE against ${distinct(found.map(({ setting }) => setting)).join(", ")} at lookback ${lookback}. ` + smallest(found)
      : "No arms of this selection differ in one setting only.",
    panels: found.map(({ group, setting, shared, names, parts }) => ({
      title: `${setting}: ${group.name}`,
      sub: [shared, `lookback ${lookback}`].filter(Boolean).join(", "),
      height: Math.max(280, namedHeight(names)),
      sentence: `MAE of ${group.name} against ${setting}: `
        + parts().lines.map((line) => `${line.name} `
          + line.points.map(({ value, cell }) => `${short(cell.mean)} at ${value}`).join(", ")).join("; ") + ".",
      option: (colours) => settingOption(colours, {
        ...parts(), setting, heading: `${group.name}, lookback ${lookback}`,
        scale: errorRange(found.flatMap((one) => [...one.rows.map(([, , cell]) => cell), ...one.parts().references]), [], group.dataset),
      }),
    })),
    head: ["setting", "value", "data set", "network", "lookback", "regulariser", "seeds", "MAE", "95% low", "95% high"],
    rows: found.flatMap(({ rows }) => rows.map(([setting, value, cell]) => [
      setting, value, cell.dataset, cell.architecture, cell.lookback, cell.regulariser, cell.n, cell.mean, cell.low, cell.high,
    ])),
  });
}

/** Where each setting has its smallest mean error. */
function smallest(found) {
  return distinct(found.map(({ setting }) => setting)).map((setting) => {
    const best = found.filter((one) => one.setting === setting).map(({ rows }) =>
      rows.reduce((least, row) => (row[2].mean < least[2].mean ? row : least))[1]);
    const counts = distinct(best).map((value) => [value, best.filter((one) => one === value).length]).sort((a, b) => b[1] - a[1]);
    return `Smallest mean at ${setting} ${counts.map(([value, count]) => `${value} in ${count}`).join(", ")} of ${best.length} panel${best.length === 1 ? "" : "s"}.`;
  }).join(" ");
}
