/** Runs in words. */
import type { TrackedRun, TrackedStatus } from '../../../session/runs/types';

export function statusWords(status: TrackedStatus): string {
  switch (status) {
    case 'running':
      return 'running';
    case 'done':
      return 'done';
    case 'stopped':
      return 'stopped';
    case 'failed':
      return 'failed';
    case 'cut':
      return 'cut short';
    default:
      return status satisfies never;
  }
}

/** Milliseconds from its begin to its end; of one under way, to now. */
export const durationOf = ({ startedAt, endedAt }: TrackedRun, now: number): number => Math.max(0, (endedAt ?? now) - startedAt);

/** "0.8 s", "42 s", "3 min 20 s", "2 h 5 min". */
export function durationWords(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min${whole % 60 === 0 ? '' : ` ${whole % 60} s`}`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`;
}

export const deviceName = ({ device }: TrackedRun): string => (device === null ? '' : device.kind.toUpperCase());

/** Epochs that the settings ask for, where they say. */
export function epochsWanted({ settings }: TrackedRun): number | null {
  for (const name of ['epochs', 'maxEpochs']) {
    const value = settings[name];
    if (typeof value === 'number' && value > 0) return value;
  }
  return null;
}
