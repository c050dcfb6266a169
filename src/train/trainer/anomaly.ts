/** Finds the operation that made the first NaN or infinity of a step. */
import type * as tfjs from '@tensorflow/tfjs';
import type { TrainOps } from '../module/types';

interface Made {
  readonly kernel: string;
  readonly inputs: readonly tfjs.Tensor[];
  readonly outputs: readonly tfjs.Tensor[];
  readonly error: Error;
}

type RunKernel = (name: string, inputs: Readonly<Record<string, unknown>>, attrs?: unknown) => unknown;

/** Records what every operation of a step made; for looking for an error, many times slower than the step. */
export class AnomalyWatch {
  #made: Made[] = [];
  #judged: { readonly name: string; readonly tensor: tfjs.Tensor }[] = [];
  #recording = false;

  constructor(
    private readonly tf: TrainOps,
    private readonly lineOf: (error: Error) => string | null,
  ) {}

  record<T>(work: () => T): T {
    const engine = this.tf.engine() as unknown as { runKernel: RunKernel };
    const hadOwn = Object.hasOwn(engine, 'runKernel');
    const original = engine.runKernel;
    engine.runKernel = (name, inputs, attrs) => {
      const result = original.call(engine, name, inputs, attrs);
      if (this.#recording) this.#remember(name, inputs, result);
      return result;
    };
    this.#recording = true;
    try {
      return work();
    } finally {
      this.#recording = false;
      if (hadOwn) engine.runKernel = original;
      else Reflect.deleteProperty(engine, 'runKernel');
    }
  }

  /** Loss and gradients decide whether there is an anomaly: −∞ in an attention mask is none. */
  note({ loss, grads }: { loss: tfjs.Tensor; grads: Readonly<Record<string, tfjs.Tensor>> }): void {
    this.#judged.push({ name: 'the loss', tensor: this.#keep(loss) });
    for (const [name, gradient] of Object.entries(grads)) this.#judged.push({ name: `the gradient of '${name}'`, tensor: this.#keep(gradient) });
  }

  /** @throws Error naming what is not finite, and the operation and line that made the first such number */
  async check(step: number): Promise<void> {
    const [made, judged] = [this.#made, this.#judged];
    this.#made = [];
    this.#judged = [];
    try {
      for (const { name, tensor } of judged) {
        const value = await nonFinite(tensor);
        if (value !== null) throw new Error(`detectAnomaly: ${name} has ${value} at step ${step}. ${await this.#origin(made)}`);
      }
    } finally {
      this.tf.dispose([...judged.map(({ tensor }) => tensor), ...made.flatMap(({ inputs, outputs }) => [...inputs, ...outputs])]);
    }
  }

  async #origin(made: readonly Made[]): Promise<string> {
    for (const { kernel, inputs, outputs, error } of made) {
      const values = await Promise.all(outputs.map(nonFinite));
      const value = values.find((found) => found !== null);
      if (value === undefined) continue;
      const given = await Promise.all(inputs.map(nonFinite));
      if (given.some((found) => found !== null)) {
        return `It came with what the operation ${kernel} was given (${describeShapes(inputs)})${this.#at(error)}: look at the data and the weights.`;
      }
      return `The operation ${kernel} of ${describeShapes(inputs)} made the first${this.#at(error)}: keep its input in range, as with .clipByValue(…) or + 1e-7, or lower the learning rate.`;
    }
    return 'No single operation made it.';
  }

  #at(error: Error): string {
    const line = this.lineOf(error);
    return line === null ? ' in the backward pass' : `, ${line}`;
  }

  #remember(kernel: string, inputs: Readonly<Record<string, unknown>>, result: unknown): void {
    this.#recording = false;
    const tensors = (values: readonly unknown[]): tfjs.Tensor[] => values.flat().flatMap((value) => (value instanceof this.tf.Tensor && value.dtype === 'float32' && !value.isDisposed ? [this.#keep(value)] : []));
    const error = new Error(kernel);
    try {
      this.#made.push({ kernel, error, inputs: tensors(Object.values(inputs)), outputs: tensors([result]) });
    } finally {
      this.#recording = true;
    }
  }

  #keep(tensor: tfjs.Tensor): tfjs.Tensor {
    const was = this.#recording;
    this.#recording = false;
    try {
      // A variable changes; what it holds now does not.
      return this.tf.keep(this.tf.tidy(() => (tensor instanceof this.tf.Variable ? tensor.add(0) : tensor.clone())));
    } finally {
      this.#recording = was;
    }
  }
}

async function nonFinite(tensor: tfjs.Tensor): Promise<string | null> {
  const values = await tensor.data();
  for (const value of values) if (!Number.isFinite(value)) return String(value);
  return null;
}

const describeShapes = (inputs: readonly tfjs.Tensor[]): string => (inputs.length === 0 ? 'constants' : inputs.map(({ shape }) => (shape.length === 0 ? 'a scalar' : `[${shape}]`)).join(' and '));
