/** Callbacks that chart or limit without changing what is learnt. */
import type { Callback, TrainEvent } from './types';

/** Charts the learning rate of each optimizer. */
export class LearningRateMonitor implements Callback {
  readonly name = 'LearningRateMonitor';
  readonly #interval: 'step' | 'epoch';

  /** @param options interval 'step' unless told */
  constructor({ interval = 'step' }: { readonly interval?: 'step' | 'epoch' } = {}) {
    if (interval !== 'step' && interval !== 'epoch') throw new TypeError(`interval of LearningRateMonitor is 'step' or 'epoch'; here is '${String(interval)}'`);
    this.#interval = interval;
  }
  onBatchEnd(event: TrainEvent): void {
    if (this.#interval === 'step') log(event);
  }
  onEpochEnd(event: TrainEvent): void {
    if (this.#interval === 'epoch') log(event);
  }
}

function log({ trainer }: TrainEvent): void {
  for (const [name, rate] of Object.entries(trainer.learningRates)) trainer.log(name === 'optimizer' ? 'learning_rate' : `learning_rate_${name}`, rate);
}

/** Other numbers of accumulated batches from certain epochs on: `{0: 1, 5: 4}`, epochs from 0. */
export class GradientAccumulationSchedule implements Callback {
  readonly name = 'GradientAccumulationSchedule';
  readonly #schedule: readonly (readonly [epoch: number, batches: number])[];

  constructor(schedule: Readonly<Record<number, number>>) {
    this.#schedule = Object.entries(schedule).map(([epoch, batches]) => [Number(epoch), batches] as const).sort(([a], [b]) => a - b);
    for (const [epoch, batches] of this.#schedule) {
      if (!Number.isInteger(epoch) || epoch < 0 || !Number.isInteger(batches) || batches < 1) throw new RangeError(`GradientAccumulationSchedule takes {epoch: batches}, whole numbers, epochs from 0 and batches from 1 on; here is ${epoch}: ${String(batches)}`);
    }
  }
  onEpochStart({ trainer, epoch }: TrainEvent): void {
    const found = this.#schedule.findLast(([from]) => from <= epoch);
    if (found !== undefined) trainer.accumulateGradBatches = found[1];
  }
}

/** Ends training when its time is up, and tells how long epochs take. */
export class Timer implements Callback {
  readonly name = 'Timer';
  readonly #seconds: number;
  readonly #now: () => number;
  #startedAt = 0;
  #before = 0;

  /** @param options seconds that training may take, those before a checkpoint included; now: milliseconds */
  constructor({ seconds = Infinity, now = () => performance.now() }: { readonly seconds?: number; readonly now?: () => number } = {}) {
    if (!(seconds > 0)) throw new RangeError(`seconds of Timer is a number above 0; here is ${String(seconds)}`);
    this.#seconds = seconds;
    this.#now = now;
  }
  get elapsedSeconds(): number {
    return this.#before + (this.#now() - this.#startedAt) / 1000;
  }
  onFitStart(): void {
    this.#startedAt = this.#now();
  }
  onBatchEnd({ trainer }: TrainEvent): void {
    if (this.elapsedSeconds >= this.#seconds) trainer.stop(`the ${this.#seconds} s of Timer are over`);
  }
  state(): unknown {
    return { elapsed: this.elapsedSeconds };
  }
  restore(state: unknown): void {
    this.#before = (state as { readonly elapsed: number }).elapsed;
  }
}

/** Charts the memory that tensors take, in megabytes, after each epoch. */
export class DeviceStats implements Callback {
  readonly name = 'DeviceStats';

  onEpochEnd({ trainer }: TrainEvent): void {
    const { tensors, bytes } = trainer.memory();
    trainer.log('memory_mb', bytes / 1e6);
    trainer.log('tensors', tensors);
  }
}

/** What the line of progress shows: it is there without this callback, which only prints a line at the end of each n-th epoch. */
export class ProgressBar implements Callback {
  readonly name = 'ProgressBar';
  readonly #every: number;
  readonly #print: (line: string) => void;

  /** @param options everyNEpochs between two printed lines, 1 unless told; print: where they go */
  constructor({ everyNEpochs = 1, print = (line) => console.log(line) }: { readonly everyNEpochs?: number; readonly print?: (line: string) => void } = {}) {
    if (!Number.isInteger(everyNEpochs) || everyNEpochs < 1) throw new RangeError(`everyNEpochs of ProgressBar is a whole number from 1 on; here is ${String(everyNEpochs)}`);
    this.#every = everyNEpochs;
    this.#print = print;
  }
  onEpochEnd({ trainer, epoch, logs }: TrainEvent): void {
    if ((epoch + 1) % this.#every !== 0) return;
    const values = Object.entries(logs).map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`);
    this.#print([`epoch ${epoch + 1}/${trainer.maxEpochs}`, ...values].join(' · '));
  }
}
