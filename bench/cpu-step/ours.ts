/** Training steps on Gradbook's CPU device. */
import { createEngine } from '../../src/engine/create';
import { answer } from '../harness/answer';
import { stepTimer } from './timer';

const engine = createEngine({
  wasmPath: new URL('/assets/wasm/', location.origin).href,
  hardwareConcurrency: navigator.hardwareConcurrency,
  isolated: crossOriginIsolated,
});

answer({
  describe: async () => (await engine).current().name,
  ...stepTimer(engine.then(({ tf }) => tf)),
});
