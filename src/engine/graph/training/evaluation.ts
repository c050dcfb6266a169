/** `evaluate`, validation and `predict` batch by batch, where all that is asked at once would be one graph of all batches. */
import type { Tensor } from '@tensorflow/tfjs';
import type { StockTensorFlow } from '../../api';
import type { RecordingBackend } from '../recorder/backend';
import type { Batch, TrainFunction } from './model';

/** The mean losses and metrics over all examples, as TensorFlow.js has them. */
export function evaluateBatches(tf: StockTensorFlow, recorder: RecordingBackend, evaluate: TrainFunction, inputs: Batch, batchSize: number): Tensor[] {
  return tf.tidy(() => {
    const rows = inputs[0]?.shape[0] ?? 0;
    let sums: readonly Tensor[] = [];
    for (const batch of batchesOf(tf, inputs, batchSize)) {
      const size = batch[0]?.shape[0] ?? 0;
      const next = tf.tidy(() => evaluate(batch).map((mean, index) => (sums[index] === undefined ? mean.mul(size) : sums[index].add(mean.mul(size)))));
      tf.dispose([...sums, ...batch] as Tensor[]);
      sums = next;
      recorder.flush();
    }
    return sums.map((sum) => sum.div(rows));
  });
}

/** @param predict makes the outputs of one batch */
export function predictBatches(tf: StockTensorFlow, recorder: RecordingBackend, predict: (batch: Tensor[], size: number) => Tensor | Tensor[], inputs: readonly Tensor[], batchSize: number): Tensor | Tensor[] {
  return tf.tidy(() => {
    const made: Tensor[][] = [];
    let isList = false;
    for (const batch of batchesOf(tf, inputs, batchSize)) {
      const outputs = predict(batch as Tensor[], batch[0]?.shape[0] ?? 0);
      isList = Array.isArray(outputs);
      [outputs].flat().forEach((output, index) => (made[index] ??= []).push(output));
      tf.dispose(batch as Tensor[]);
      recorder.flush();
    }
    const whole = made.map((outputs) => tf.concat(outputs));
    return isList ? whole : (whole[0] as Tensor);
  });
}

function* batchesOf(tf: StockTensorFlow, inputs: Batch, size: number): Generator<Batch> {
  const rows = inputs[0]?.shape[0] ?? 0;
  for (let from = 0; from < rows; from += size) {
    yield tf.tidy(() => {
      // Where a slice begins is part of a graph, what is gathered is not.
      const indices = tf.tensor1d(Int32Array.from({ length: Math.min(size, rows - from) }, (_, row) => from + row), 'int32');
      return inputs.map((input) => (input ? tf.gather(input, indices) : null)) as never;
    }) as Batch;
  }
}
