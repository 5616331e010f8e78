/* Forecast against actual, over time. */

/** So many arms are drawn at first where there are more. */
const FEW_ARMS = 4;

const DAY = 86_400_000;

const seen = { place: null, arms: null };

const placeName = (one) => `${one.place.dataset} · ${one.place.architecture} · ${one.place.lookback}`;

/** Mean absolute error of an arm over the stretch that is shown. */
function stretchError(one, { forecast }) {
  const errors = forecast.map((value, i) => (isNumber(value) ? Math.abs(value - one.actual[i]) : null)).filter(isNumber);
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

/** The arms to begin with: all if they are few, else the most accurate ones and the arm none. */
function firstArms(one) {
  const ids = [...one.arms].sort((a, b) => stretchError(one, a) - stretchError(one, b)).map(({ arm: id }) => id);
  if (ids.length <= FEW_ARMS) return ids;
  const best = ids.slice(0, FEW_ARMS);
  return ids.includes("none") && !best.includes("none") ? [...best.slice(0, -1), "none"] : best;
}

/** Points of a line, with a hole wherever rows are missing. */
function linePoints(one, values) {
  const x = (i) => (one.times.length ? one.times[i] : one.rows[i]);
  return one.rows.flatMap((row, i) => {
    const hole = i > 0 && row !== one.rows[i - 1] + 1 ? [[x(i), null]] : [];
    return [...hole, [x(i), values[i]]];
  });
}

function timeText(one, i) {
  if (one.times.length === 0) return `row ${one.rows[i]}`;
  const [date, time] = new Date(one.times[i]).toISOString().split("T");
  return one.times.every((millis) => millis % DAY === 0) ? date : `${date} ${time.replace(/(:00)?\.000Z$/, "")}`;
}

function drawForecasts(all) {
  const home = "chart-forecasts";
  if (all.length === 0) {
    figure(home, { sentence: data.forecastNote, panels: [] });
    return;
  }
  const one = all.find((other) => placeName(other) === seen.place) || all[0];
  if (placeName(one) !== seen.place) seen.arms = null;
  seen.place = placeName(one);
  const arms = seen.arms || firstArms(one);
  const chosen = one.arms.filter(({ arm: id }) => arms.includes(id));
  const again = () => drawForecasts(all);
  const boxes = one.arms.map((own) => armBox(own, short(stretchError(one, own)), arms.includes(own.arm), (on) => {
    seen.arms = on ? [...arms, own.arm] : arms.filter((id) => id !== own.arm);
    again();
  }));
  const measured = key("measured", { colour: theme().text, dash: "solid", symbol: "circle" });
  figure(home, {
    sentence: `The last ${one.rows.length} test targets of ${seen.place}, ${timeText(one, 0)} to ${timeText(one, one.rows.length - 1)}. The numbers beside the arms are their mean absolute errors in that time.`,
    controls: choice("Data set · network · lookback", all.map((other) => [placeName(other), placeName(other)]), seen.place, (value) => {
      seen.place = value;
      seen.arms = null;
      again();
    }),
    legend: legendOf(measured, ...boxes),
    wide: true,
    panels: [{
      title: seen.place,
      sub: networks(one),
      height: 340,
      sentence: `Measured values and forecasts of ${seen.place}, ${one.rows.length} time steps: ${chosen.map(({ arm: id }) => id).join(", ") || "no arm"}.`,
      option: (colours) => forecastOption(colours, one, chosen),
    }],
    head: [one.times.length ? "time" : "row", "measured", ...one.arms.flatMap(({ arm: id, spread }) => (spread.length ? [id, `${id}, sd`] : [id]))],
    rows: one.rows.map((row, i) => [
      one.times.length ? timeText(one, i) : row, one.actual[i],
      ...one.arms.flatMap(({ forecast, spread }) => (spread.length ? [forecast[i], spread[i]] : [forecast[i]])),
    ]),
  });
}

function networks(one) {
  const most = Math.max(...one.arms.map((own) => own.networks));
  return most === 1 ? "one network an arm" : `mean of up to ${most} networks an arm`;
}

/** A box to show or hide an arm. */
function armBox(own, error, shown, changed) {
  const box = element("input", { type: "checkbox" });
  box.checked = shown;
  box.addEventListener("change", () => changed(box.checked));
  const label = element("label", {}, box);
  label.insertAdjacentHTML("beforeend", swatch(arm(own.arm)));
  label.append(`${own.arm} ${error}`);
  return element("li", {}, label);
}

/** The band of two standard deviations around forecasts that have a spread. */
function band(one, own, style) {
  const at = linePoints(one, one.rows.map((row, i) => i)).filter(([, i]) => isNumber(i) && isNumber(own.forecast[i]));
  const end = (sign) => at.map(([x, i]) => [x, own.forecast[i] + sign * 2 * own.spread[i]]);
  return {
    type: "custom", silent: true, z: 1, data: [[end(1)[0][0], end(1)[0][1]]],
    renderItem: (params, api) => ({
      type: "polygon",
      shape: { points: [...end(1), ...end(-1).reverse()].map((point) => api.coord(point)) },
      style: { fill: style.colour, opacity: 0.18 },
    }),
  };
}

function forecastOption(colours, one, chosen) {
  const plain = base(colours);
  const timed = one.times.length > 0;
  const indexOf = (x) => (timed ? one.times : one.rows).indexOf(x);
  const values = chosen.flatMap((own) => own.forecast.flatMap((value, i) => {
    const spread = own.spread.length && isNumber(value) ? 2 * own.spread[i] : 0;
    return isNumber(value) ? [value - spread, value + spread] : [];
  }));
  const line = (style, numbers, more) => ({
    type: "line", symbol: style.symbol, symbolSize: 4, showAllSymbol: true, connectNulls: false,
    itemStyle: { color: style.colour }, lineStyle: stroke(style, 1.5), data: linePoints(one, numbers), ...more,
  });
  const measured = { colour: colours.text, dash: "solid", symbol: "circle" };
  return {
    ...plain,
    useUTC: true,
    tooltip: {
      ...plain.tooltip, trigger: "axis",
      formatter: (items) => {
        const i = indexOf(items[0].value[0]);
        return tip(timeText(one, i), [
          ["measured", exact(one.actual[i]), ""],
          ...chosen.map((own) => [
            own.arm, exact(own.forecast[i]), own.spread.length ? `± ${digits(2 * own.spread[i], 3)}` : "",
          ]),
        ]);
      },
    },
    xAxis: axis(colours, {
      type: timed ? "time" : "value", name: timed ? "time of the data" : "row of the series", splitLine: { show: false },
      min: "dataMin", max: "dataMax",
    }),
    yAxis: upright(colours, "target (raw units)", { ...range([...one.actual, ...values]), label: { formatter: short } }),
    series: [
      ...chosen.filter((own) => own.spread.length > 0).map((own) => band(one, own, arm(own.arm))),
      ...chosen.map((own) => line(arm(own.arm), own.forecast, { z: 3 })),
      line(measured, one.actual, { z: 4, lineStyle: stroke(measured, 2), name: "measured" }),
    ],
  };
}
