/** Which frames of a flame chart can be seen, and where. */
import type { FlameFrame } from '../../../protocol/previews';

interface VisibleFrame {
  /** In the chart's list. */
  readonly index: number;
  readonly frame: FlameFrame;
  /** Both as shares of the width. */
  readonly left: number;
  readonly width: number;
}

/** Narrower than this share of the width nothing can be seen or hit. */
const NARROWEST = 0.0008;

/** The frames within the stretch of time, and those that hold it, cut to it. */
export function visibleFrames(frames: readonly FlameFrame[], view: { readonly start: number; readonly duration: number }): VisibleFrame[] {
  const { start, duration } = view;
  if (duration <= 0) return [];
  return frames.flatMap((frame, index) => {
    const left = Math.max(0, (frame.start - start) / duration);
    const right = Math.min(1, (frame.start + frame.duration - start) / duration);
    return right - left < NARROWEST ? [] : [{ index, frame, left, width: right - left }];
  });
}
