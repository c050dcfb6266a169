/** Single operations on Gradbook's CPU device with a given number of threads. */
import { startCpu } from '../../src/engine/cpu/start';
import { loadTensorFlow } from '../../src/engine/tensorflow';
import { answer } from '../harness/answer';
import { CASES } from './cases';
import { caseTimer } from './timer';

const loading = loadTensorFlow();

answer({
  names: () => Object.keys(CASES),
  async start(threads: number) {
    await startCpu(await loading, { wasmPath: new URL('/assets/wasm/', location.origin).href, hardwareConcurrency: threads, isolated: crossOriginIsolated });
  },
  time: caseTimer(() => loading),
});
