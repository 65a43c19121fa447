// What a page says of its chart, drawn by ECharts as SVG: colours stay variables, so dark needs no redraw.
//   { kind: "bars"|"lines"|"points"|"ranges"|"heat", x: ["2025/12", …], unit: "NT$ 千元",
//     series: [{ name, values, tone: "subject"|"quiet"|"2"…, low, high, dashed, from }],
//     labels: "ends"|"all"|"none", stacked, horizontal, urls: ["/…"], marks: [{ x, text }] }
import * as echarts from "echarts/core";
import { BarChart, CustomChart, HeatmapChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";
import { number } from "./words.js";

echarts.use([
  BarChart,
  CustomChart,
  HeatmapChart,
  LineChart,
  ScatterChart,
  GridComponent,
  MarkLineComponent,
  TooltipComponent,
  SVGRenderer,
]);

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const tones = { subject: "var(--viz-1)", quiet: "var(--viz-quiet)", bad: "var(--bad-solid)" };
const toneOf = (series) => tones[series.tone ?? "subject"] ?? `var(--viz-${series.tone})`;
const text = { color: "var(--ink-3)", fontSize: 12, fontFamily: "var(--font)" };

export function draw(place, spec, signal) {
  const chart = echarts.init(place, null, { renderer: "svg" });
  chart.setOption(optionOf(spec));
  const sizes = new ResizeObserver(() => chart.resize());
  sizes.observe(place);
  if (spec.urls) {
    chart.on("click", (event) => {
      const url = spec.urls[event.dataIndex];
      if (url) openRows(url);
    });
  }
  signal.addEventListener("abort", () => {
    sizes.disconnect();
    chart.dispose();
  });
}

// A press on a mark opens the rows behind it, as a link would.
function openRows(url) {
  const link = Object.assign(document.createElement("a"), { href: url });
  document.getElementById("main").append(link);
  window.htmx.process(link);
  link.click();
  link.remove();
}

function optionOf(spec) {
  const category = {
    type: "category",
    data: spec.x,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: "var(--viz-axis)" } },
    axisLabel: { ...text, hideOverlap: true, interval: spec.every ? spec.every - 1 : "auto" },
  };
  const value = {
    type: "value",
    min: spec.kind === "bars" ? 0 : (spec.min ?? null),
    splitNumber: 3,
    axisLabel: { ...text, formatter: (figure) => shown(figure, spec) },
    splitLine: { lineStyle: { color: "var(--viz-grid)" } },
    axisLine: { show: false },
  };
  return {
    animation: !still(),
    animationDuration: 220,
    textStyle: text,
    grid: { left: 4, right: 20, top: 20, bottom: 0, containLabel: true },
    xAxis: spec.horizontal ? value : category,
    yAxis: spec.horizontal ? { ...category, inverse: true } : value,
    tooltip: tooltip(spec),
    series: spec.kind === "heat" ? heat(spec) : spec.series.flatMap((one) => seriesOf(one, spec)),
    ...(spec.kind === "heat" ? heatAxes(spec) : {}),
  };
}

function tooltip(spec) {
  return {
    trigger: spec.kind === "bars" || spec.kind === "lines" ? "axis" : "item",
    axisPointer: { type: "none" },
    confine: true,
    backgroundColor: "var(--raised)",
    borderWidth: 0,
    padding: [8, 12],
    textStyle: { ...text, color: "var(--ink-1)" },
    extraCssText: "box-shadow: var(--shadow-2); border-radius: var(--r-8);",
    valueFormatter: (figure) => (figure === null || figure === undefined ? "–" : shown(figure, spec)),
  };
}

function shown(figure, spec) {
  if (typeof figure !== "number") return String(figure);
  if (spec.share) return number(figure, { style: "percent", maximumFractionDigits: spec.decimals ?? 0 });
  return number(figure, { maximumFractionDigits: spec.decimals ?? 1 });
}

function seriesOf(series, spec) {
  const shape = { bars, lines, points: lines, ranges }[spec.kind];
  return shape(series, spec);
}

function bars(series, spec) {
  return {
    type: "bar",
    name: series.name,
    stack: spec.stacked ? "all" : (series.stack ?? undefined),
    data: series.values,
    barMaxWidth: 24,
    barGap: "10%",
    itemStyle: { color: toneOf(series), borderRadius: spec.horizontal ? [0, 2, 2, 0] : [2, 2, 0, 0] },
    emphasis: { disabled: true },
    cursor: spec.urls ? "pointer" : "default",
    label: labels(series, spec),
  };
}

function lines(series, spec) {
  const line = {
    type: "line",
    name: series.name,
    data: series.values,
    symbol: "circle",
    symbolSize: spec.kind === "points" ? 7 : 4,
    showSymbol: spec.kind === "points",
    lineStyle: {
      color: toneOf(series),
      width: spec.kind === "points" ? 0 : 2,
      type: series.dashed ? "dashed" : "solid",
    },
    itemStyle: { color: toneOf(series) },
    emphasis: { disabled: true },
    label: labels(series, spec),
    connectNulls: false,
  };
  return series.low ? [...band(series), line] : line;
}

// A band is two stacked areas: nothing up to the low, the width of the interval above it.
function band(series) {
  const unseen = { lineStyle: { opacity: 0 }, symbol: "none", emphasis: { disabled: true }, silent: true };
  const key = `band ${series.name}`;
  const width = series.high.map((high, at) => (high === null ? null : high - series.low[at]));
  return [
    { type: "line", stack: key, data: series.low, tooltip: { show: false }, ...unseen },
    {
      type: "line",
      stack: key,
      data: width,
      tooltip: { show: false },
      areaStyle: { color: "var(--viz-band)" },
      ...unseen,
    },
  ];
}

// Bars or points with the interval they lie in, drawn as a line with ends.
function ranges(series, spec) {
  const plain = { ...spec, labels: "none" };
  const drawn = series.bars === false ? lines(series, { ...plain, kind: "points" }) : bars(series, plain);
  const above = { ...text, fill: "var(--ink-1)", textAlign: "center", textVerticalAlign: "bottom" };
  const whiskers = {
    type: "custom",
    name: series.name,
    silent: true,
    tooltip: { show: false },
    z: 5,
    data: series.low.map((low, at) => [at, low, series.high[at], series.values[at]]),
    renderItem: (_, api) => {
      const [x, low] = api.coord([api.value(0), api.value(1)]);
      const high = api.coord([api.value(0), api.value(2)])[1];
      const middle = api.coord([api.value(0), api.value(3)])[1];
      const stroke = { stroke: "var(--viz-1)", lineWidth: 1.5 };
      const line = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style: stroke });
      return {
        type: "group",
        children: [
          line(x, low, x, high),
          line(x - 4, low, x + 4, low),
          line(x - 4, high, x + 4, high),
          { type: "circle", shape: { cx: x, cy: middle, r: 4 }, style: { fill: "var(--viz-1)" } },
          { type: "text", x, y: high - 4, style: { ...above, text: shown(api.value(3), spec) } },
        ],
      };
    },
  };
  return [{ ...drawn, itemStyle: { ...drawn.itemStyle, color: "var(--seq-2)" } }, whiskers];
}

// Ends and extremes carry their figure, not every mark.
function labels(series, spec) {
  const known = series.values.filter((figure) => figure !== null);
  const highest = series.values.indexOf(Math.max(...known));
  const last = series.values.findLastIndex((figure) => figure !== null);
  const wanted = (at) =>
    spec.labels === "all" ||
    (spec.labels !== "none" &&
      (series.tone ?? "subject") === "subject" &&
      series.values[at] !== 0 &&
      (at === highest || at === last));
  return {
    show: spec.labels !== "none",
    position: spec.horizontal ? "right" : "top",
    distance: 4,
    ...text,
    color: "var(--ink-1)",
    fontWeight: 500,
    formatter: (point) => (wanted(point.dataIndex) ? shown(series.values[point.dataIndex], spec) : ""),
  };
}

function heat(spec) {
  const figures = spec.rows.flatMap((row, y) => row.values.map((value, x) => [x, y, value]));
  const highest = Math.max(...figures.map((point) => point[2] ?? 0), 1e-9);
  return [
    {
      type: "heatmap",
      data: figures.map((point) => ({
        value: point,
        itemStyle: { color: `var(--seq-${Math.min(6, 1 + Math.floor((point[2] / highest) * 5.999))})` },
      })),
      itemStyle: { borderColor: "var(--surface)", borderWidth: 1 },
      emphasis: { disabled: true },
    },
  ];
}

function heatAxes(spec) {
  const axis = { type: "category", axisTick: { show: false }, axisLine: { show: false }, axisLabel: text };
  return {
    xAxis: { ...axis, data: spec.x },
    yAxis: { ...axis, data: spec.rows.map((row) => row.name), inverse: true },
  };
}
