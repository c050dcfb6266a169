/** The kept trainings of one run of a cell: fits, and those that the cell's own code begins. */
import { newId } from '../../../base/ids';
import type { TrackFacts } from '../../../protocol/tracking';
import type { StartOptions, Track, TrackMedia, Tracks } from '../../../train/runs/types';
import type { FitInfo, FitReport, FitSink } from '../../../train/sink';
import type { TrackedPlace } from '../../../train/durable/types';
import type { TrainingTracks } from '../durable/runs';
import { OwnTrack, type TrackParts } from './own-track';

export interface TracksParts extends TrackParts {
  /** What is true of every training now: where it runs, on what. */
  readonly media: TrackMedia;
  readonly waitFor: (work: Promise<void>) => void;
  readonly place: () => Pick<TrackFacts, 'device' | 'packages' | 'seed'>;
  /** Timers that the cell has set and that are still to fire. */
  readonly timers: () => number;
}

/** Between two looks at whether the cell's timers still log, in milliseconds. */
const LATE_WAIT = 1000;

export interface RunTracks extends Tracks {
  /** A sink that keeps what it is told, beside another that shows it. */
  keeping(sink: FitSink): FitSink;
  /** Those that keep checkpoints. */
  readonly trainings: TrainingTracks;
  /** The run of the cell is over: everything ends that has not. */
  finish(status: 'done' | 'stopped' | 'failed', message?: string): void;
}

export function createTracks(parts: TracksParts): RunTracks {
  const fitted = new Map<object, OwnTrack>();
  const all: OwnTrack[] = [];
  /** By `start` or `log`; takes in the fits. */
  let own: OwnTrack | null = null;
  let isOver = false;
  /** What was open when the run of the cell ended well: its timers log into it. */
  let leftOpen: OwnTrack | null = null;
  /** It was ended here, and not by the cell's own code. */
  let endedHere = false;

  /** Where the trainings that keep checkpoints began. */
  const places = new Map<string, { readonly track: OwnTrack; readonly place: TrackedPlace }>();
  const told = new Set<string>();
  /** Models that were trained before the cell was cut off, and the runs that they were trained in. */
  const adopted = new Map<object, TrackedPlace>();

  const open = (facts: Omit<TrackFacts, 'device' | 'packages' | 'data'>, goesOn: (TrackedPlace & { readonly after: number }) | null = null): OwnTrack => {
    const place = parts.place();
    const track = new OwnTrack(parts, goesOn?.id ?? newId(), { ...place, ...facts, seed: facts.seed ?? place.seed, data: null }, goesOn);
    all.push(track);
    return track;
  };
  const openOwn = ({ name = '', settings = {}, group = null, tags = [] }: Omit<StartOptions, 'group'> & { readonly group?: string | null }): OwnTrack => {
    own = open({ kind: 'log', name, settings, seed: null, parameters: null, group });
    if (tags.length > 0) own.describe({ tags });
    if (isOver) {
      leftOpen = own;
      endedHere = false;
      endLate(own);
    }
    return own;
  };
  /** Ends what a timer began or goes on with, once nothing is left that would log more. */
  const endLate = (track: OwnTrack): void => {
    const { now, setTimer } = parts.platform;
    const look = (): void => {
      if (track.hasEnded) return;
      if (parts.timers() > 0 || track.isTraining || now() - track.loggedAt < LATE_WAIT) setTimer(look, LATE_WAIT);
      else {
        track.end('done');
        endedHere = true;
      }
    };
    setTimer(look, LATE_WAIT);
  };
  const late = (): OwnTrack | null => {
    if (leftOpen?.hasEnded === true) {
      if (!endedHere) return null;
      endedHere = false;
      leftOpen.goOn();
      endLate(leftOpen);
    }
    return leftOpen;
  };
  const ownNow = (): OwnTrack | null => (own === null || own.hasEnded ? null : own);

  const begin = (info: FitInfo): FitReport | null => {
    const { tracked } = info;
    if (tracked === undefined) return null;
    const outer = ownNow();
    if (outer !== null) {
      // A run that the cell's code begins is another one each time.
      outer.settings({ ...tracked.settings, ...(info.resumedAfter !== undefined && { resumedAfter: info.resumedAfter }) });
      note(info.kept, outer);
      return outer.fit(info, () => isOver);
    }
    let track = fitted.get(info.model);
    if (track === undefined) {
      const { kind, name, settings, seed, parameters } = tracked;
      fitted.set(info.model, (track = open({ kind, name, settings, seed, parameters, group: null }, cutOff(info) ?? adoptedBy(info))));
    }
    note(info.kept, track);
    return track.fit(info, () => true);
  };

  /** The run that a training was a part of when it was cut off; null where the cell has gone on with it before. */
  const cutOff = ({ kept, resumedAfter }: FitInfo): (TrackedPlace & { readonly after: number }) | null => {
    if (kept === undefined || kept.track === null || resumedAfter === undefined || all.some(({ id }) => id === kept.track?.id)) return null;
    // That run knows of its checkpoints.
    told.add(kept.training);
    return { ...kept.track, after: resumedAfter };
  };
  const adoptedBy = ({ model }: FitInfo): (TrackedPlace & { readonly after: number }) | null => {
    const place = adopted.get(model);
    return place === undefined || all.some(({ id }) => id === place.id) ? null : { ...place, after: 0 };
  };
  const note = (kept: FitInfo['kept'], track: OwnTrack): void => {
    if (kept !== undefined) places.set(kept.training, { track, place: track.place });
  };

  const underway = (): Track | null => ownNow() ?? all.findLast((track) => track.isTraining) ?? null;

  return {
    media: parts.media,
    waitFor: parts.waitFor,
    underway,
    current: () => underway() ?? late() ?? openOwn({}),
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
    trainings: {
      trackOf: (training) => places.get(training)?.place ?? null,
      placeOf: (training) => places.get(training)?.track.place ?? null,
      adopt: (model, place) => void adopted.set(model, place),
      changed({ id, name, checkpoints }) {
        const found = places.get(id);
        const [first] = checkpoints;
        if (found === undefined || first === undefined || told.has(id)) return;
        told.add(id);
        // The folder: which checkpoints are in it changes as newer ones take the place of older ones.
        found.track.keep({ type: 'checkpoint', name: name === '' ? 'checkpoints' : `${name} checkpoints`, step: found.place.step + first.batches, data: { 'application/json': { path: `.gradbook/checkpoints/${id}`, training: id } } });
      },
    },
    finish(status, message) {
      isOver = true;
      leftOpen = status === 'done' ? ownNow() : null;
      endedHere = true;
      // A fit that nobody waited for goes on after its cell, and ends by itself.
      for (const track of all) if (!track.isTraining) track.settle(status, message);
      parts.feed.flush();
    },
  };
}
