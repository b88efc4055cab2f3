import { type EChartsOption, init, type SeriesOption } from 'echarts';
import { DEADLINE_MS } from './run-outcome.ts';
import type { LatencyCurve } from './scenarios/scenario.ts';

const PANEL = { width: 430, height: 260, left: 62, top: 104, gapX: 80, gapY: 84, perRow: 3, bottom: 56 };
const COLOURS: Readonly<Record<string, string>> = {
  ours: '#c0392b',
  'ours, 1 path': '#e8a39b',
  'ours, 2 paths': '#c0392b',
  'ours, 3 paths': '#6e1a10',
  mosquitto: '#2c6fbb',
  'mosquitto-autosave': '#8fb8e8',
  aedes: '#2e9e6b',
  nats: '#8e6bbf',
};
const OTHER_COLOUR = '#777777';
const SHORTEST_MS = 0.1;
const LONGEST_MS = 10_000;
const RAREST = 1e-4;

/**
 * The latencies of all runs as an SVG, a panel for each situation: across ms (logarithmic), up the share of notices that
 * took no longer, in nines, so that the tail takes as much room as the rest. What never came lies beyond the right edge.
 */
export function latencyPlot(curves: readonly LatencyCurve[], caption: string): string {
  const panels = [...new Set(curves.map(({ panel }) => panel))];
  const columns = Math.max(1, Math.min(PANEL.perRow, panels.length));
  const rows = Math.ceil(panels.length / PANEL.perRow);
  const chart = init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: PANEL.left + columns * (PANEL.width + PANEL.gapX),
    height: PANEL.top + rows * (PANEL.height + PANEL.gapY) + PANEL.bottom,
  });
  chart.setOption(plotOption(panels, curves, caption));
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

function plotOption(
  panels: readonly string[],
  curves: readonly LatencyCurve[],
  caption: string,
): EChartsOption {
  const places = panels.map((_, index) => ({
    left: PANEL.left + (index % PANEL.perRow) * (PANEL.width + PANEL.gapX),
    top: PANEL.top + Math.floor(index / PANEL.perRow) * (PANEL.height + PANEL.gapY),
  }));
  return {
    animation: false,
    backgroundColor: '#ffffff',
    title: [
      {
        text: 'Time to the device’s disk',
        subtext: caption,
        left: 12,
        top: 6,
        textStyle: { fontSize: 15 },
        subtextStyle: { fontSize: 10 },
      },
      ...places.map(({ left, top }, index) => ({
        ...{ text: panels[index] ?? '', left: left - 4, top: top - 40 },
        textStyle: { fontSize: 12, fontWeight: 'bold' as const },
      })),
    ],
    legend: {
      bottom: 10,
      itemGap: 24,
      itemWidth: 18,
      data: [...new Set(curves.map(({ server }) => server))],
    },
    grid: places.map((place) => ({ ...place, width: PANEL.width, height: PANEL.height })),
    xAxis: places.map((_, gridIndex) => ({
      ...{ type: 'log' as const, gridIndex, min: SHORTEST_MS, max: LONGEST_MS, name: 'ms', nameGap: 6 },
      axisLabel: { formatter: (ms: number) => String(Number(ms.toPrecision(3))) },
    })),
    // Downwards, so that the rarest stands on top.
    yAxis: places.map((_, gridIndex) => ({
      ...{ type: 'log' as const, gridIndex, min: RAREST, max: 1, inverse: true },
      axisLabel: { formatter: percentileLabel },
    })),
    series: curves.map((curve) => seriesOf(curve, panels.indexOf(curve.panel))),
  };
}

/** The axis counts what took longer: a hundredth of all is the 99th percentile. */
export function percentileLabel(above: number): string {
  const below = 100 * (1 - above);
  return below <= 0 ? '0 %' : `${Number(below.toFixed(4))} %`;
}

function seriesOf({ server, tail }: LatencyCurve, panel: number): SeriesOption {
  const color = COLOURS[server] ?? OTHER_COLOUR;
  const points = tail.filter(({ above }) => above >= RAREST * 0.999);
  return {
    ...{ type: 'line', name: server, xAxisIndex: panel, yAxisIndex: panel, showSymbol: false, color },
    lineStyle: { width: server.startsWith('ours') ? 2.4 : 1.4 },
    data: points.map(({ value, above }) => [clampMs(value / 1_000), above]),
    markLine: {
      ...{ silent: true, symbol: 'none', data: [{ xAxis: DEADLINE_MS }] },
      label: { formatter: `${DEADLINE_MS} ms`, fontSize: 10, position: 'start' },
      lineStyle: { color: '#999999', type: 'dashed' },
    },
  };
}

const clampMs = (ms: number): number => Math.min(LONGEST_MS, Math.max(SHORTEST_MS, ms));
