/** One training that is kept: from what calls it to what the page is told. */
import type { JsonObject } from '../../../base/json';
import type { TrackFacts } from '../../../protocol/tracking';
import type { Track, TrackedFit, TrackItemType } from '../../../train/runs/types';
import type { TrackedPlace } from '../../../train/durable/types';
import type { FitInfo, FitLogs, FitReport } from '../../../train/sink';
import type { Platform } from '../output/platform';
import type { TrackFeed } from './feed';
import { SystemSeries } from './system-series';

export interface TrackParts {
  readonly feed: TrackFeed;
  readonly platform: Pick<Platform, 'now' | 'date' | 'setTimer' | 'clearTimer'>;
  /** Bytes that tensors take. */
  readonly memory: () => number;
}

type End = 'done' | 'stopped' | 'failed';

/** A model that is fitted again so soon has not ended in between, in milliseconds: loops with `epochs: 1` do so. */
const LINGER = 250;
/** Between two looks at what changes with the steps, in milliseconds. */
const RATES_WAIT = 50;
const VALIDATION = 'val_';

export class OwnTrack implements Track {
  step = 0;
  #name: string;
  readonly #beganAt: number;
  #epochs = 0;
  /** Fits that go on in it. */
  #fits = 0;
  #ended = false;
  #pending: { readonly status: End; readonly message: string | undefined } | null = null;
  #timer: number | null = null;
  #loggedAt = -Infinity;
  #hasData: boolean;
  readonly #rates = new Map<string, number>();
  readonly #logged = new Set<string>();

  constructor(
    private readonly parts: TrackParts,
    readonly id: string,
    facts: TrackFacts,
    /** Where it goes on, for one that was cut off: steps and epochs before the training, and steps of that which stay. */
    from: { readonly step: number; readonly epoch: number; readonly after: number } | null = null,
  ) {
    this.#name = facts.name;
    this.#beganAt = parts.platform.now();
    this.#hasData = facts.data !== null;
    const at = parts.platform.date();
    if (from === null) {
      parts.feed.change({ kind: 'begin', trackId: id, at, facts });
      return;
    }
    this.step = from.step;
    this.#epochs = from.epoch;
    parts.feed.change({ kind: 'resume', trackId: id, at, after: from.step + from.after, facts });
  }

  get name(): string {
    return this.#name;
  }
  /** Steps and epochs so far. */
  get place(): TrackedPlace {
    return { id: this.id, step: this.step, epoch: this.#epochs };
  }
  /** Fits are under way in it. */
  get isTraining(): boolean {
    return this.#fits > 0;
  }
  get hasEnded(): boolean {
    return this.#ended || this.#pending !== null;
  }

  /** A fit that goes on in this training: its steps follow those before. `endsIt`: whether its end is the training's. */
  fit(info: FitInfo, endsIt: () => boolean): FitReport {
    const { tracked, initialEpoch } = info;
    /** A fit that was resumed counts its steps, and so its epochs, from the first beginning. */
    const isResumed = info.resumedAfter !== undefined;
    const first = this.#epochs;
    this.#resume();
    this.#fits++;
    const stepsBefore = this.step;
    const epochsBefore = isResumed ? first + initialEpoch : Math.max(first, initialEpoch);
    let { stepsPerEpoch } = info;
    const system = tracked && new SystemSeries({ memory: this.parts.memory, write: (values, step, at) => this.#write(values, step, this.#epochs, at) }, tracked, stepsBefore + (info.resumedAfter ?? 0), this.parts.platform.now());
    let ratesAt = -Infinity;
    return {
      batch: (step, logs, at = this.parts.platform.now()) => {
        const epoch = stepsPerEpoch === null ? NaN : (isResumed ? first : epochsBefore) + step / stepsPerEpoch;
        this.step = Math.max(this.step, stepsBefore + step);
        this.#write(logs, stepsBefore + step, epoch, at);
        if (tracked === undefined) return;
        if (at - ratesAt >= RATES_WAIT) {
          ratesAt = at;
          for (const name in logs) this.#logged.add(name);
          this.#writeRates(tracked.rates?.() ?? {}, epoch, at);
        }
        system?.step(this.step, at);
        if (!this.#hasData) this.#lookAtData(tracked);
      },
      epoch: (epoch, logs, at = this.parts.platform.now()) => {
        const done = epoch - initialEpoch + 1;
        this.#epochs = epochsBefore + done;
        stepsPerEpoch ??= Math.max(1, Math.round((this.step - stepsBefore) / (isResumed ? epoch + 1 : done)));
        this.#write(epochLogs(logs, stepsPerEpoch), this.step, this.#epochs, at);
      },
      end: (status, message) => {
        system?.end();
        this.#fits--;
        if (endsIt() && this.#fits === 0) this.#endSoon(status, message);
      },
    };
  }

  /** Milliseconds as `now()`: when something was last logged. */
  get loggedAt(): number {
    return this.#loggedAt;
  }

  /** More comes, maybe after its end. */
  goOn(): void {
    this.#resume();
  }

  log(values: FitLogs, { step = this.step, epoch = NaN }: { readonly step?: number | undefined; readonly epoch?: number | undefined } = {}): void {
    this.step = Math.max(this.step, step);
    this.#loggedAt = this.parts.platform.now();
    this.#write(values, step, epoch, this.#loggedAt);
  }

  settings(settings: JsonObject): void {
    this.parts.feed.change({ kind: 'settings', trackId: this.id, settings });
  }

  describe(what: { readonly name?: string; readonly tags?: readonly string[] }): void {
    this.#name = what.name ?? this.#name;
    this.parts.feed.change({ kind: 'describe', trackId: this.id, ...what });
  }

  keep({ step = this.step, ...item }: Parameters<Track['keep']>[0]): void {
    this.parts.feed.change({ kind: 'keep', trackId: this.id, item: { ...item, type: item.type satisfies TrackItemType, step, at: this.parts.platform.date() } });
  }

  end(status: End, message?: string): void {
    if (this.#ended) return;
    if (this.#timer !== null) this.parts.platform.clearTimer(this.#timer);
    this.#timer = null;
    this.#pending = null;
    this.#ended = true;
    this.parts.feed.change({ kind: 'end', trackId: this.id, at: this.parts.platform.date(), status, ...(message !== undefined && { message }) });
  }

  /** The run of the cell is over, by itself or not. A fit that ended well a moment ago shares what became of its loop. */
  settle(status: End, message: string | undefined): void {
    if (this.#ended) return;
    if (this.#pending !== null && (this.#pending.status !== 'done' || status === 'done')) this.end(this.#pending.status, this.#pending.message);
    else this.end(status, message);
  }

  #resume(): void {
    if (this.#timer !== null) this.parts.platform.clearTimer(this.#timer);
    this.#timer = null;
    this.#pending = null;
    if (!this.#ended) return;
    this.#ended = false;
    this.parts.feed.change({ kind: 'again', trackId: this.id });
  }

  #endSoon(status: End, message: string | undefined): void {
    this.#pending = { status, message };
    this.#timer = this.parts.platform.setTimer(() => this.end(status, message), LINGER);
  }

  #write(values: FitLogs, step: number, epoch: number, at: number): void {
    const time = Math.max(0, at - this.#beganAt) / 1000;
    this.parts.feed.points(this.id, values, { step, epoch, time }, at);
  }

  /** When they change; a callback may log them as well. */
  #writeRates(rates: FitLogs, epoch: number, at: number): void {
    for (const name in rates) {
      const value = rates[name] as number;
      if (this.#rates.get(name) === value || this.#logged.has(name)) continue;
      this.#rates.set(name, value);
      this.#write({ [name]: value }, this.step, epoch, at);
    }
  }

  /** After the first step: until then the reader waits for it. */
  #lookAtData(tracked: TrackedFit): void {
    this.#hasData = true;
    tracked.data?.().then(
      (found) => {
        if (found !== null) this.parts.feed.change({ kind: 'describe', trackId: this.id, data: found });
      },
      () => undefined, // disposed meanwhile, or stopped: then nobody knows
    );
  }
}

/** `val_*` as they are; means of the epoch beside the values of its batches, as Keras names them. */
function epochLogs(logs: FitLogs, stepsPerEpoch: number): FitLogs {
  const kept = Object.entries(logs).filter(([name]) => name.startsWith(VALIDATION) || stepsPerEpoch > 1);
  return Object.fromEntries(kept.map(([name, value]) => [name.startsWith(VALIDATION) ? name : `epoch_${name}`, value]));
}
