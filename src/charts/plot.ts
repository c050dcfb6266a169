/** The drawing surface: uPlot with our scales, ticks and pointer. It draws pictures and tells where the pointer is. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { rolesOf } from './curves';
import type { Picture, Role } from './curves';
import { joinByX } from './join';
import type { Range } from './range';
import type { AxisSpec, ChartSpec, SeriesSpec } from './spec';
import type { ChartTheme } from './theme';
import { ticksOf } from './ticks';
import type { Tick } from './ticks';

export interface PlotEvents {
  /** The place of the pointer, or of that of a chart of the same group; null where it has left. */
  pointer(x: number | null): void;
  /** A part of x was dragged over. */
  select(range: Range): void;
  reset(): void;
}

/** Pixels kept for tick labels, whatever they are, so that the plotting area never moves. */
const gutter = { left: 56, bottom: 24, label: 18, top: 8, right: 20 };

export class Plot {
  private readonly chart: uPlot;
  private x: Range = [0, 1];
  private y: Range = [0, 1];

  constructor(
    parent: HTMLElement,
    private readonly spec: ChartSpec,
    private readonly theme: () => ChartTheme,
    private readonly events: PlotEvents,
    size: { width: number; height: number },
  ) {
    this.chart = new uPlot(this.options(size), [[]], parent);
  }

  /** CSS pixels of the area between the axes; known before uPlot has laid itself out. */
  get area(): { width: number; height: number } {
    const label = (axis: AxisSpec): number => (axis.label === undefined ? 0 : gutter.label);
    return {
      width: Math.max(1, this.chart.width - gutter.left - gutter.right - label(this.spec.y)),
      height: Math.max(1, this.chart.height - gutter.top - gutter.bottom - label(this.spec.x)),
    };
  }

  draw(picture: Picture, y: Range): void {
    this.x = picture.x;
    this.y = y;
    const table = joinByX(picture.curves);
    this.chart.setData([table.x, ...table.y.map((column) => [...column])]);
  }

  /** The same points at another height of the y axis. */
  setY(y: Range): void {
    this.y = y;
    this.chart.setScale('y', { min: y[0], max: y[1] });
  }

  setSize(size: { width: number; height: number }): void {
    this.chart.setSize(size);
  }

  /** Moves the pointer by pixels, from the right edge if it is nowhere; for the keyboard. */
  movePointer(by: number): void {
    const { left = -1 } = this.chart.cursor;
    const { width, height } = this.area;
    this.chart.setCursor({ left: Math.min(width, Math.max(0, (left < 0 ? width : left) + by)), top: height / 2 });
  }

  hidePointer(): void {
    this.chart.setCursor({ left: -10, top: -10 });
  }

  destroy(): void {
    this.chart.destroy();
  }

  private options(size: { width: number; height: number }): uPlot.Options {
    const { spec } = this;
    return {
      ...size,
      padding: [gutter.top, gutter.right, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: false, distr: spec.x.scale === 'log' ? 3 : 1, range: () => [...this.x] },
        y: { distr: spec.y.scale === 'log' ? 3 : 1, range: () => [...this.y] },
      },
      axes: [this.axis('x'), this.axis('y')],
      series: [{}, ...spec.series.flatMap((series, index) => rolesOf(series).map((role) => this.curve(series, index, role)))],
      cursor: this.cursor(),
      hooks: {
        setCursor: [
          (chart) => {
            const left = chart.cursor.left ?? -1;
            this.events.pointer(left < 0 ? null : chart.posToVal(left, 'x'));
          },
        ],
        setSelect: [
          (chart) => {
            const { left, width } = chart.select;
            if (width < 4) return;
            this.events.select([chart.posToVal(left, 'x'), chart.posToVal(left + width, 'x')]);
            chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          },
        ],
      },
    };
  }

  private cursor(): uPlot.Cursor {
    const roles = this.spec.series.flatMap(rolesOf);
    return {
      y: false,
      drag: { x: true, y: false, setScale: false, dist: 4 },
      hover: { skip: [undefined, null] },
      // Of a smoothed line, the point on the clear curve is enough.
      points: { size: (_, index) => (roles[index - 1] === 'raw' ? 0 : 7), width: 0 },
      bind: {
        dblclick: () => () => {
          this.events.reset();
          return null;
        },
      },
      sync: {
        key: this.spec.group ?? this.spec.chartId,
        setSeries: false,
        scales: ['x', null],
        filters: { pub: (type) => type === 'mousemove' || type === 'mouseleave' },
      },
    };
  }

  private axis(scale: 'x' | 'y'): uPlot.Axis {
    const horizontal = scale === 'x';
    const spec = this.spec[scale];
    const ticks = (): readonly Tick[] => {
      const { width, height } = this.area;
      const wanted = horizontal ? width / (spec.categories ? 64 : 88) : height / 36;
      return ticksOf(spec, horizontal ? this.x : this.y, Math.max(2, Math.floor(wanted)));
    };
    const font = `11px ${this.theme().font}`;
    return {
      scale,
      side: horizontal ? 2 : 3,
      size: horizontal ? gutter.bottom : gutter.left,
      gap: horizontal ? 6 : 8,
      font,
      stroke: () => this.theme().secondary,
      ...(spec.label !== undefined && { label: spec.label, labelSize: gutter.label, labelGap: 0, labelFont: font }),
      splits: () => ticks().map(({ at }) => at),
      // Our own ticks are few already, also on a logarithmic scale.
      filter: (_, splits) => splits,
      values: () => ticks().map(({ label }) => label),
      grid: { show: !horizontal, stroke: () => this.theme().border, width: 1 },
      ticks: { show: false },
      border: { show: horizontal, stroke: () => this.theme().borderStrong, width: 1 },
    };
  }

  private curve(series: SeriesSpec, index: number, role: Role): uPlot.Series {
    const colour = (): string => {
      const { series: colours, text } = this.theme();
      return colours[index % colours.length] ?? text;
    };
    switch (series.mark) {
      case 'points':
        return { stroke: colour, paths: () => null, points: { show: true, size: 5, width: 0, fill: colour }, alpha: 0.75 };
      case 'bars': {
        const count = this.spec.series.filter(({ mark }) => mark === 'bars').length;
        const paths = uPlot.paths.bars?.({ size: [0.72 / count, 72], radius: 0.08 });
        return { fill: colour, width: 0, points: { show: false }, ...(paths && { paths }) };
      }
      case 'line':
        return {
          stroke: colour,
          width: role === 'raw' ? 1.25 : 2,
          ...(role === 'raw' && { alpha: 0.25 }),
          ...(series.dashed === true && { dash: [6, 4] }),
          cap: 'round',
          points: { show: (chart, at) => role === 'whole' && few(chart.data[at]), size: 5, width: 0, fill: colour },
        };
      default:
        return series.mark satisfies never;
    }
  }
}

/** Where lines have few points they are marked: between two of them nothing is known. */
function few(column: ArrayLike<number | null | undefined> | undefined): boolean {
  let count = 0;
  for (let index = 0; index < (column?.length ?? 0) && count <= 40; index++) if (typeof column?.[index] === 'number') count++;
  return count <= 40;
}
