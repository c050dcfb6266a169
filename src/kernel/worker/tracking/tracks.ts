/** The kept trainings of one run of a cell: fits, and those that the cell's own code begins. */
import { newId } from '../../../base/ids';
import type { TrackFacts } from '../../../protocol/tracking';
import type { StartOptions, Track, TrackMedia, Tracks } from '../../../train/runs/types';
import type { FitInfo, FitReport, FitSink } from '../../../train/sink';
import { OwnTrack, type TrackParts } from './own-track';

export interface TracksParts extends TrackParts {
  /** What is true of every training now: where it runs, on what. */
  readonly media: TrackMedia;
  readonly waitFor: (work: Promise<void>) => void;
  readonly place: () => Pick<TrackFacts, 'device' | 'packages' | 'seed'>;
}

export interface RunTracks extends Tracks {
  /** A sink that keeps what it is told, beside another that shows it. */
  keeping(sink: FitSink): FitSink;
  /** The run of the cell is over: everything ends that has not. */
  finish(status: 'done' | 'stopped' | 'failed', message?: string): void;
}

export function createTracks(parts: TracksParts): RunTracks {
  const fitted = new Map<object, OwnTrack>();
  const all: OwnTrack[] = [];
  /** By `start` or `log`; takes in the fits. */
  let own: OwnTrack | null = null;
  let isOver = false;

  const open = (facts: Omit<TrackFacts, 'device' | 'packages' | 'data'>): OwnTrack => {
    const place = parts.place();
    const track = new OwnTrack(parts, newId(), { ...place, ...facts, seed: facts.seed ?? place.seed, data: null });
    all.push(track);
    return track;
  };
  const openOwn = ({ name = '', settings = {}, group = null, tags = [] }: Omit<StartOptions, 'group'> & { readonly group?: string | null }): OwnTrack => {
    own = open({ kind: 'log', name, settings, seed: null, parameters: null, group });
    if (tags.length > 0) own.describe({ tags });
    return own;
  };
  const ownNow = (): OwnTrack | null => (own === null || own.hasEnded ? null : own);

  const begin = (info: FitInfo): FitReport | null => {
    const { tracked } = info;
    if (tracked === undefined) return null;
    const outer = ownNow();
    if (outer !== null) {
      outer.settings(tracked.settings);
      return outer.fit(info, () => isOver);
    }
    let track = fitted.get(info.model);
    if (track === undefined) {
      const { kind, name, settings, seed, parameters } = tracked;
      fitted.set(info.model, (track = open({ kind, name, settings, seed, parameters, group: null })));
    }
    return track.fit(info, () => true);
  };

  const underway = (): Track | null => ownNow() ?? all.findLast((track) => track.isTraining) ?? null;

  return {
    media: parts.media,
    waitFor: parts.waitFor,
    underway,
    current: () => underway() ?? openOwn({}),
    start(options) {
      ownNow()?.end('done');
      return openOwn(options);
    },
    keeping: (sink) => ({
      shouldStop: () => sink.shouldStop(),
      begin(info) {
        const report = sink.begin(info);
        const kept = begin(info);
        if (kept === null) return report;
        return {
          batch(step, logs, at) {
            report.batch(step, logs, at);
            kept.batch(step, logs, at);
          },
          epoch(epoch, logs, at) {
            report.epoch(epoch, logs, at);
            kept.epoch(epoch, logs, at);
          },
          end(status, message) {
            report.end(status, message);
            kept.end(status, message);
          },
        };
      },
    }),
    finish(status, message) {
      isOver = true;
      // A fit that nobody waited for goes on after its cell, and ends by itself.
      for (const track of all) if (!track.isTraining) track.settle(status, message);
      parts.feed.flush();
    },
  };
}
