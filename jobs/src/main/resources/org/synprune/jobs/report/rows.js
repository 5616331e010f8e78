/* Charts of a row for each arm or place: marks, with their intervals, over an axis of numbers. */

const ROW_NAME = 12;

/** The pixels that labels of rows may take. */
const labelRoom = () => Math.min(170, 0.36 * innerWidth);

/** A label's lines, broken where they are too long. */
const labelLines = (label) => label.split("\n").flatMap((line) => wrapped(line, ROW_NAME, labelRoom()));

/** How high a panel of rows with such labels is. */
function rowsHeight(labels, least = 20) {
  const lines = Math.max(1, ...labels.map((label) => labelLines(label).length));
  return 62 + Math.max(least, 13 * lines + 6) * labels.length;
}

/**
 * The option of such a chart. A point is its row, value, low, high, style, and whether it is hollow or shifted
 * within its row; lines are upright ones at a value; a band is its two ends.
 */
function rowsOption(colours, { labels, points, name, scale, format, lines, band, tipOf, joined }) {
  const plain = base(colours);
  const of = (point) => point.row + (point.shift || 0);
  const broken = labels.map(labelLines);
  const room = Math.max(...broken.flat().map((line) => textWidth(line, ROW_NAME)));
  const series = [{
    type: "scatter", z: 4, symbolSize: 9,
    data: points.filter((point) => isNumber(point.value)).map((point) => ({
      value: [point.value, of(point), point.row], symbol: point.style.symbol, name: labels[point.row],
      itemStyle: point.hollow
        ? { color: colours.back, borderColor: point.style.colour, borderWidth: 2, opacity: 1 }
        : { color: point.style.colour, borderColor: point.style.colour, borderWidth: 1, opacity: 1 },
    })),
    markLine: {
      silent: true, symbol: "none", animation: false, label: { show: false },
      data: (lines || []).map((line) => ({ xAxis: line.value, lineStyle: { color: line.colour, type: "solid", width: line.width || 1 } })),
    },
    markArea: {
      silent: true, itemStyle: { color: GREY, opacity: 0.25 },
      data: band ? [[{ xAxis: band[0] }, { xAxis: band[1] }]] : [],
    },
  }];
  for (const point of points.filter((one) => isNumber(one.low) && isNumber(one.high))) {
    series.push(intervals([[of(point), point.low, point.high]], point.style, true));
  }
  for (const [one, other] of joined || []) {
    series.push({
      type: "line", silent: true, symbol: "none", z: 2, lineStyle: { color: one.style.colour, width: 1.5 },
      data: [[one.value, of(one)], [other.value, of(other)]],
    });
  }
  return {
    ...plain,
    grid: { left: room + 14, right: 8 + textWidth((format || short)(scale.max ?? 0), 11) / 2, top: 8, bottom: 46 },
    tooltip: {
      ...plain.tooltip, trigger: "item",
      formatter: (item) => (item.value ? tipOf(item.value[2]) : ""),
    },
    xAxis: axis(colours, {
      type: "value", name, ...scale,
      label: { formatter: format || short, fontSize: 11 },
    }),
    yAxis: axis(colours, {
      type: "value", inverse: true, min: -0.5, max: labels.length - 0.5, interval: 0.5, axisTick: { show: false },
      splitLine: { show: false },
      axisLabel: {
        color: colours.text, fontSize: ROW_NAME, lineHeight: 13, hideOverlap: false, showMinLabel: true, showMaxLabel: true,
        formatter: (y) => (broken[y] || []).join("\n"),
      },
    }),
    series,
  };
}
