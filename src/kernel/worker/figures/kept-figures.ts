/**
 * Figures that callbacks draw during trainings, kept with these: as they grow, so that a training that is killed has
 * them too, and as they are when it ends. Each has all its moments, and takes the place of what was kept of it before.
 */
import { figureBundle } from '../../../charts/kinds/bundle';
import type { Figure } from '../../../charts/kinds/figure';
import type { Track, TrackItemType, Tracks } from '../../../train/runs/types';
import type { FitSink } from '../../../train/sink';
import type { Platform } from '../output/platform';

export interface KeptFigures {
  /** `id` is that of its place: a figure there takes the place of the one before. */
  drawn(id: string, type: TrackItemType, name: string, figure: Figure): void;
  /** The same sink, which keeps what was drawn when a training ends, before whoever hears of the end after it. */
  keeping(sink: FitSink): FitSink;
}

/** Trainings in a loop may be one run: so many of a figure are kept, then ever fewer of those that follow. */
const ALL_OF_FIRST = 16;
/** Between two times that what is drawn is kept while it trains, in milliseconds. */
const EVERY = 2000;

interface Waiting {
  readonly track: Track;
  readonly type: TrackItemType;
  readonly name: string;
  readonly figure: Figure;
}

export function createKeptFigures(tracks: Pick<Tracks, 'underway'>, { now, setTimer, clearTimer }: Pick<Platform, 'now' | 'setTimer' | 'clearTimer'>): KeptFigures {
  /** Drawn since they were kept last. */
  const waiting = new Map<string, Waiting>();
  /** Of trainings that are under way: the places of their figures. */
  const open = new Set<string>();
  /** Trainings that have ended, by place. */
  const ended = new Map<string, number>();
  let timer: number | null = null;
  /** When something was kept last, or first drawn. */
  let since: number | null = null;

  const placeOf = (track: Track, id: string): string => `${track.id} ${id}`;
  const keepAll = (): void => {
    if (timer !== null) clearTimer(timer);
    timer = null;
    since = now();
    for (const [id, { track, type, name, figure }] of waiting) {
      const count = (ended.get(placeOf(track, id)) ?? 0) + 1;
      if (count <= ALL_OF_FIRST || isPowerOfTwo(count)) track.keep({ type, name, slot: `${id} ${count}`, data: figureBundle(figure) });
    }
    waiting.clear();
  };
  return {
    drawn(id, type, name, figure) {
      const track = tracks.underway();
      if (track === null) return;
      waiting.set(id, { track, type, name, figure });
      open.add(placeOf(track, id));
      // Asked of the clock as well: a busy loop lets no timer run.
      since ??= now();
      if (now() - since >= EVERY) keepAll();
      else timer ??= setTimer(keepAll, EVERY);
    },
    keeping: (sink) => ({
      shouldStop: () => sink.shouldStop(),
      begin(info) {
        const report = sink.begin(info);
        return {
          batch: (...given) => report.batch(...given),
          epoch: (...given) => report.epoch(...given),
          end(...given) {
            keepAll();
            for (const place of open) ended.set(place, (ended.get(place) ?? 0) + 1);
            open.clear();
            since = null;
            report.end(...given);
          },
        };
      },
    }),
  };
}

const isPowerOfTwo = (count: number): boolean => (count & (count - 1)) === 0;
