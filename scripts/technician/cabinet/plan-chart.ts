import * as echarts from 'echarts';
import { CHARGING_DEFAULTS } from '../../../device/cabinet/power/charging.ts';
import { isWithin } from '../../../device/cabinet/power/day-window.ts';
import { clockOf, type DayMinute, minuteOfDayAt, type PlannedDay } from './plan-day.ts';

const WIDTH = 1_200;
const HEIGHT = 1_080;
/** More points than this cannot be told apart at this width; every so many minutes, so that full hours are among them. */
const POINTS_MOST = 480;
const EVERY_MINUTES = [1, 2, 3, 5, 6, 10, 15];
const PANELS = [
  { name: 'level of each bank, %', top: 96, height: 260 },
  { name: 'power of all slots, W', top: 426, height: 220 },
  { name: 'temperature of each bank, °C', top: 716, height: 290 },
] as const;
const LIMIT_COLOR = '#c0392b';
const WARN_COLOR = '#e08e0b';
const AIR_COLOR = '#2471a3';

/** Three panels, one below the other: levels, power against its budget, temperatures against their limits. */
export function planSvg({ minutes, summary }: PlannedDay): string {
  const every = EVERY_MINUTES.find((one) => minutes.length / one <= POINTS_MOST) ?? 30;
  const points = minutes.filter(({ minute }) => minute % every === 0);
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  try {
    chart.setOption({
      animation: false,
      backgroundColor: '#ffffff',
      color: ['#5b8ff9', '#61b08f', '#b08bd6', '#d6a15b', '#7a8aa0', '#5bbfd6', '#c98bb0', '#8fae5b'],
      title: [{ text: headline(summary), left: 60, top: 12, textStyle: { fontSize: 17 } }, ...panelTitles()],
      grid: PANELS.map(({ top, height }) => ({ left: 60, right: 70, top, height })),
      xAxis: PANELS.map((_, gridIndex) => ({
        type: 'category',
        gridIndex,
        boundaryGap: false,
        data: points.map(({ minute }) => clockOf(minute)),
        axisTick: { alignWithLabel: true },
        axisLabel: { interval: (index: number) => isLabelled(points, index, summary.hours) },
      })),
      yAxis: [
        { gridIndex: 0, min: 0, max: 100 },
        { gridIndex: 1, min: 0, max: Math.ceil((summary.budgetWatts * 1.15) / 10) * 10 },
        { gridIndex: 2, min: ({ min }: { min: number }) => Math.floor(min / 5) * 5, max: maxCelsius(points) },
        // Fan and banks that are ready have scales of their own on the right.
        {
          gridIndex: 1,
          position: 'right',
          min: 0,
          max: Math.max(8, summary.slots),
          name: 'ready',
          splitLine: { show: false },
        },
        { gridIndex: 2, position: 'right', min: 0, max: 100, name: 'fan %', splitLine: { show: false } },
      ],
      series: [...levelSeries(points, summary), ...powerSeries(points, summary), ...heatSeries(points)],
    });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

function headline({
  slots,
  budgetWatts,
  readyBanks,
  ambientCelsius,
  hours,
  seed,
}: PlannedDay['summary']): string {
  return `${slots} slots, ${budgetWatts} W, ${readyBanks} banks promised, room ${ambientCelsius} °C, ${hours} h, seed ${seed}`;
}

const panelTitles = () =>
  PANELS.map(({ name, top }) => ({ text: name, left: 60, top: top - 40, textStyle: { fontSize: 13 } }));

/** About a dozen labels, on full hours. */
function isLabelled(points: readonly DayMinute[], index: number, hours: number): boolean {
  const minute = points[index]?.minute ?? 0;
  const before = points[index - 1]?.minute ?? -1;
  const everyMinutes = Math.max(1, Math.ceil(hours / 12)) * 60;
  return Math.floor(minute / everyMinutes) !== Math.floor(before / everyMinutes);
}

const maxCelsius = (points: readonly DayMinute[]): number =>
  Math.ceil(
    Math.max(47, ...points.flatMap(({ celsius }) => celsius.filter((one) => one !== undefined))) / 5,
  ) * 5;

interface Panel {
  readonly xAxisIndex: number;
  readonly yAxisIndex: number;
}

const line = (data: readonly (number | null)[], panel: Panel, more: object = {}): echarts.SeriesOption => ({
  type: 'line',
  ...panel,
  data: [...data],
  showSymbol: false,
  lineStyle: { width: 1, opacity: 0.75 },
  ...more,
});

const rounded = (value: number | undefined): number | null =>
  value === undefined ? null : Math.round(value * 10) / 10;

const limitLine = (value: number, label: string, color: string) => ({
  silent: true,
  symbol: 'none',
  lineStyle: { color, type: 'dashed', width: 1.5 },
  label: { formatter: label, color, position: 'insideEndTop' },
  data: [{ yAxis: value }],
});

const perSlot = (points: readonly DayMinute[], of: (point: DayMinute) => readonly (number | undefined)[]) =>
  (points[0] === undefined ? [] : of(points[0])).map((_, slot) =>
    points.map((point) => rounded(of(point)[slot])),
  );

function levelSeries(points: readonly DayMinute[], { slots }: PlannedDay['summary']): echarts.SeriesOption[] {
  const panel = { xAxisIndex: 0, yAxisIndex: 0 };
  const { readyLevelPercent, storageLevelPercent } = CHARGING_DEFAULTS;
  const width = { lineStyle: { width: slots > 24 ? 0.7 : 1.3, opacity: 0.8 } };
  const lines = perSlot(points, ({ levels }) => levels).map((data) => line(data, panel, width));
  const marks = line([], panel, {
    markLine: limitLine(readyLevelPercent, `ready ${readyLevelPercent} %`, '#2e7d4f'),
    markArea: { silent: true, itemStyle: { color: 'rgba(60,70,110,0.07)' }, data: closedAreas(points) },
  });
  const storage = line([], panel, {
    markLine: limitLine(storageLevelPercent, `at night ${storageLevelPercent} %`, '#7a8aa0'),
  });
  return [...lines, marks, storage];
}

/** The hours in which the shop is closed, as spans of the axis. */
function closedAreas(points: readonly DayMinute[]) {
  const spans: [{ xAxis: number; name?: string }, { xAxis: number }][] = [];
  points.forEach(({ minute }, index) => {
    if (isWithin(CHARGING_DEFAULTS.open, minuteOfDayAt(minute))) return;
    const last = spans.at(-1);
    if (last !== undefined && last[1].xAxis === index - 1) last[1].xAxis = index;
    else spans.push([{ xAxis: index, name: 'closed' }, { xAxis: index }]);
  });
  return spans;
}

function powerSeries(
  points: readonly DayMinute[],
  { budgetWatts, readyBanks }: PlannedDay['summary'],
): echarts.SeriesOption[] {
  const panel = { xAxisIndex: 1, yAxisIndex: 1 };
  return [
    line(
      points.map(({ watts }) => rounded(watts)),
      panel,
      {
        color: '#5b8ff9',
        lineStyle: { width: 1.2 },
        areaStyle: { opacity: 0.3 },
        markLine: limitLine(budgetWatts, `budget ${budgetWatts} W`, LIMIT_COLOR),
      },
    ),
    line(
      points.map((point) => point.readyBanks),
      { xAxisIndex: 1, yAxisIndex: 3 },
      {
        color: '#2e7d4f',
        step: 'end',
        lineStyle: { width: 1.5 },
        markLine: limitLine(readyBanks, `${readyBanks} banks ready promised`, '#2e7d4f'),
      },
    ),
  ];
}

function heatSeries(points: readonly DayMinute[]): echarts.SeriesOption[] {
  const panel = { xAxisIndex: 2, yAxisIndex: 2 };
  return [
    ...perSlot(points, ({ celsius }) => celsius).map((data) => line(data, panel)),
    line(
      points.map(({ ambientCelsius }) => rounded(ambientCelsius)),
      panel,
      {
        color: AIR_COLOR,
        lineStyle: { width: 2 },
        endLabel: { show: true, formatter: 'room', color: AIR_COLOR },
        markLine: limitLine(45, '45 °C: charging ends', LIMIT_COLOR),
      },
    ),
    line([], panel, { markLine: limitLine(40, '40 °C: cells stay below', WARN_COLOR) }),
    line(
      points.map(({ fanPercent }) => Math.round(fanPercent)),
      { xAxisIndex: 2, yAxisIndex: 4 },
      {
        color: '#888888',
        lineStyle: { width: 1, type: 'dotted' },
      },
    ),
  ];
}
