/** Where things stand in a plot, and what pixels mean there. */
import type { Range } from './range';
import { inverseOf, scaleOf } from './scale';
import type { Scale } from './scale';
import type { ChartSpec } from './spec';

/** Pixels kept for tick labels, whatever they are, so that the plotting area never moves. */
const gutter = { left: 56, bottom: 24, label: 18, top: 10 };
/** Right of the plotting area. */
export const margin = 20;

/** CSS pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Frame {
  readonly spec: ChartSpec;
  readonly box: Box;
  readonly x: Range;
  readonly y: Range;
  readonly toX: Scale;
  readonly toY: Scale;
  readonly fromX: Scale;
}

export function boxOf(spec: ChartSpec, size: { readonly width: number; readonly height: number }): Box {
  const scale = (spec.fontSize ?? 11) / 11;
  const left = (gutter.left + (spec.y.label === undefined ? 0 : gutter.label)) * scale;
  const bottom = (gutter.bottom + (spec.x.label === undefined ? 0 : gutter.label)) * scale;
  const right = Math.max(left + 1, size.width - margin);
  return { left, top: gutter.top, right, bottom: Math.max(gutter.top + 1, size.height - bottom) };
}

export function frameOf(spec: ChartSpec, box: Box, x: Range, y: Range): Frame {
  const log = { x: spec.x.scale === 'log', y: spec.y.scale === 'log' };
  return {
    spec,
    box,
    x,
    y,
    toX: scaleOf(x, log.x, box.left, box.right),
    toY: scaleOf(y, log.y, box.bottom, box.top),
    fromX: inverseOf(x, log.x, box.left, box.right),
  };
}
