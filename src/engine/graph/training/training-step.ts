/** One model's step of training, compiled as long as the model stays as it is. */
import type { StockTensorFlow } from '../../api';
import type { Tensor } from '@tensorflow/tfjs';
import type { Values } from '../../tensors';
import type { CompiledParts, LoopableStep } from '../compiled/compiled';
import { compiled } from '../compiled/compiled';
import { recorderOf } from '../compiled/runner';
import type { Batch, OpenModel, TrainFunction } from './model';
import type { KnownParts, Part } from './parts';
import { Settings } from './settings';

/** Where recordings are worth making, beside recorders, whose executors are elsewhere. */
const BACKENDS = new Set(['wasm', 'webgpu']);
/** After so many steps, a model most of whose steps are none of a recording is left alone. */
const TRIAL = 64;

export interface TrainingStepParts {
  readonly tf: StockTensorFlow;
  readonly known: KnownParts;
  readonly compile: Pick<CompiledParts, 'lineOf' | 'say'>;
}

export class TrainingStep {
  readonly #model: OpenModel;
  readonly #parts: TrainingStepParts;
  readonly #eager: TrainFunction;
  #settings: Settings | null = null;
  #step: LoopableStep<(Tensor | null | undefined)[], Tensor[]> | null = null;
  #steps = 0;
  #byHand = 0;
  #hasSaid = false;
  #isGivenUp = false;

  constructor(model: OpenModel, eager: TrainFunction, parts: TrainingStepParts) {
    this.#model = model;
    this.#eager = eager;
    this.#parts = parts;
  }

  run(batch: Batch): Tensor[] {
    if (this.#isGivenUp || !canRecord(this.#parts.tf)) return this.#eager(batch);
    if (this.#settings?.hold !== true) this.#renew();
    if (this.#step === null) return this.#eager(batch);
    const made = this.#step(...batch);
    if (++this.#steps === TRIAL && this.#byHand > TRIAL / 2) this.#giveUp();
    return made;
  }

  /** Does steps as one loop of the device; null where they have to be done one by one. */
  many(batch: Batch, steps: number, onValues: (values: readonly Values[], from: number) => void): Promise<number> | null {
    if (this.#isGivenUp || this.#step === null || this.#settings?.hold !== true) return null;
    const run = this.#step.loop([...batch], steps, { mode: 'all', onValues: (values, from) => onValues(values as readonly Values[], from) });
    if (run === null) return null;
    this.#parts.tf.dispose(run.result);
    return run.done;
  }

  /** Frees the tensors that the recordings keep. */
  release(): void {
    this.#step?.release();
  }

  #renew(): void {
    const { known, tf, compile } = this.#parts;
    this.#step?.dispose();
    this.#step = null;
    const parts = known.partsOf(this.#model);
    this.#settings = new Settings(this.#model, parts, (part: Part) => part instanceof tf.LayersModel);
    const obstacle = known.obstacle(this.#model, parts);
    if (obstacle !== null) return this.#say(obstacle);
    const eager = this.#eager;
    const step = (...batch: (Tensor | null | undefined)[]): Tensor[] => {
      this.#byHand++;
      return eager(batch);
    };
    Object.defineProperty(step, 'name', { value: this.#model.name });
    // The first batch makes the optimizer's slots; a shape that comes but once is not worth a recording.
    this.#step = compiled(tf, step, {}, { ...compile, patience: 1, refused: (reason) => this.#say(reason) });
  }

  #giveUp(): void {
    this.#isGivenUp = true;
    this.#step?.dispose();
    this.#step = null;
    this.#say('its batches or its layers change too often');
  }

  #say(reason: string): void {
    if (this.#hasSaid) return;
    this.#hasSaid = true;
    this.#parts.compile.say(`Training of '${this.#model.name}' runs eagerly: ${reason}.`);
  }
}

const canRecord = (tf: StockTensorFlow): boolean => BACKENDS.has(tf.getBackend()) || recorderOf(tf) !== null;
