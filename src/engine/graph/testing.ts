/** The CPU device for tests of graphs. */
import type { TensorFlow } from '../api';
import { startOracle } from '../cpu/oracle';
import { LocalExecutor } from './executors/local';
import type { LineOf } from './lines';
import type { RecordingBackend } from './recorder/backend';
import { installRecorder } from './recorder/install';

export interface RecordingTensorFlow {
  readonly tf: TensorFlow;
  readonly recorder: RecordingBackend;
}

let made = 0;

/** TensorFlow.js with the wasm device current, and a recorder before it. */
export async function startRecording(): Promise<RecordingTensorFlow & { readonly name: string }> {
  const { tf } = await startOracle();
  await tf.setBackend('wasm');
  const name = `recorder${++made}`;
  return { tf, name, recorder: installRecorder(tf, name, new LocalExecutor(tf, 'wasm'), { lineOf: testLine }) };
}

/** The innermost frame of a test. */
export const testLine: LineOf = ({ stack }) => /\w+\.test\.ts:\d+/.exec(stack ?? '')?.[0] ?? null;
