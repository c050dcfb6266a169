/** Figures that callbacks draw during trainings, kept with these: each as it is when a training ends, at its last step, with all its moments. */
import { figureBundle } from '../../../charts/kinds/bundle';
import type { Figure } from '../../../charts/kinds/figure';
import type { Track, TrackItemType, Tracks } from '../../../train/runs/types';
import type { FitSink } from '../../../train/sink';

export interface KeptFigures {
  /** `id` is that of its place: a figure there takes the place of the one before. */
  drawn(id: string, type: TrackItemType, name: string, figure: Figure): void;
  /** The same sink, which keeps what was drawn when a training ends, before whoever hears of the end after it. */
  keeping(sink: FitSink): FitSink;
}

/** Trainings in a loop may be one run: so many of a figure are kept, then ever fewer of those that follow. */
const ALL_OF_FIRST = 16;

interface Waiting {
  readonly track: Track;
  readonly type: TrackItemType;
  readonly name: string;
  readonly figure: Figure;
}

export function createKeptFigures(tracks: Pick<Tracks, 'underway'>): KeptFigures {
  const waiting = new Map<string, Waiting>();
  const kept = new Map<string, number>();
  const keepAll = (): void => {
    for (const [id, { track, type, name, figure }] of waiting) {
      const place = `${track.id} ${id}`;
      const count = (kept.get(place) ?? 0) + 1;
      kept.set(place, count);
      if (count <= ALL_OF_FIRST || isPowerOfTwo(count)) track.keep({ type, name, data: figureBundle(figure) });
    }
    waiting.clear();
  };
  return {
    drawn(id, type, name, figure) {
      const track = tracks.underway();
      if (track !== null) waiting.set(id, { track, type, name, figure });
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
            report.end(...given);
          },
        };
      },
    }),
  };
}

const isPowerOfTwo = (count: number): boolean => (count & (count - 1)) === 0;
