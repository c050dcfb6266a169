/** A worker like the kernel's, locked and without animation frames, in which the engine's checks run. */
import type { Engine } from '../../src/engine/api';
import { compilesAsEager, fitsAsEager } from '../../src/engine/checks/compiled';
import { outlivesItsContext, outlivesItsDevice } from '../../src/engine/checks/device-lost';
import { drawsWhatItReads } from '../../src/engine/checks/drawing';
import { fusesToTheSame, keepsMemoryFlat } from '../../src/engine/checks/fusion';
import { expectNoFaults, tellsOfFaults } from '../../src/engine/checks/gpu-faults';
import { computesAnythingOnWebgl, computesAnythingOnWebgpu, differentiatesOnWebgl, differentiatesOnWebgpu } from '../../src/engine/checks/gradients/devices';
import { fitsWithoutFrames } from '../../src/engine/checks/hidden-tab';
import { layersHoldOnCpu, layersHoldOnWebgl, layersHoldOnWebgpu } from '../../src/engine/checks/layers';
import { losesTheSameOnWebgl, losesTheSameOnWebgpu } from '../../src/engine/checks/losses';
import { stepsTheSameEverywhere } from '../../src/engine/checks/optimizers';
import { refusesBeyondItsLimit } from '../../src/engine/checks/memory';
import { treatsNanAlike } from '../../src/engine/checks/nan-rules';
import { drawsTheSameEverywhere } from '../../src/engine/checks/random';
import { scansEveryLength } from '../../src/engine/checks/scans';
import { carriesEverything, staysWhereItWas } from '../../src/engine/checks/switching';
import { readsRightOrThrows } from '../../src/engine/checks/sync-reads';
import { keepsItsThreads } from '../../src/engine/checks/threads';
import { readsWhatWasWritten } from '../../src/engine/checks/variable-reads';
import { createEngine } from '../../src/engine/create';
import { answer } from './answer';

const checks: Readonly<Record<string, (engine: Engine) => Promise<void>>> = {
  'training goes on where no animation frame comes': fitsWithoutFrames,
  'threads run on in a locked worker': keepsItsThreads,
  'everything alive survives a switch between every pair of devices': carriesEverything,
  'a failed switch leaves the old device working': staysWhereItWas,
  'an image drawn on CPU is read back as it was': drawsWhatItReads,
  'every layer keeps to its definition on CPU': layersHoldOnCpu,
  'every layer keeps to its definition on WebGPU': layersHoldOnWebgpu,
  'every layer keeps to its definition on WebGL': layersHoldOnWebgl,
  'what WebGPU computes together is what it computes apart': fusesToTheSame,
  'every network takes the same steps on WebGPU as on CPU': losesTheSameOnWebgpu,
  'every network takes the same steps on WebGL as on CPU': losesTheSameOnWebgl,
  'steps on WebGPU keep neither tensors nor buffers': keepsMemoryFlat,
  'cumulative gradients are right on WebGPU at every length': scansEveryLength,
  'a lost WebGPU device is replaced, with every tensor that has a copy': outlivesItsDevice,
  'a lost WebGL context is replaced, with every tensor that has a copy': outlivesItsContext,
  'work that WebGPU refuses fails the next read': tellsOfFaults,
  'each device refuses what is beyond its limit and names the largest tensors': refusesBeyondItsLimit,
  'NaN goes through operations as in plain JavaScript on every device': treatsNanAlike,
  'a synchronous read on WebGPU is right or says what to do': readsRightOrThrows,
  'a variable is read as it was written last': readsWhatWasWritten,
  'compiled steps lose what eager ones do on CPU': compilesAsEager('wasm'),
  'compiled steps lose what eager ones do on WebGPU': compilesAsEager('webgpu'),
  'a fit by compiled steps is the eager one on WebGPU': fitsAsEager,
  'every optimizer takes the same steps on CPU, WebGPU and WebGL': stepsTheSameEverywhere,
  'every gradient on WebGPU is that of the CPU device': differentiatesOnWebgpu,
  'every gradient on WebGL is that of the CPU device': differentiatesOnWebgl,
  'random computations and their gradients on WebGPU are those of the CPU device': computesAnythingOnWebgpu,
  'random computations and their gradients on WebGL are those of the CPU device': computesAnythingOnWebgl,
  'a seed gives the same random numbers on CPU, WebGPU and WebGL': drawsTheSameEverywhere,
};

// As in a hidden tab: the callback is never called.
globalThis.requestAnimationFrame = () => 0;
const engine = createEngine({
  wasmPath: new URL('/assets/wasm/', location.origin).href,
  hardwareConcurrency: Math.max(2, navigator.hardwareConcurrency),
  isolated: crossOriginIsolated,
}).then((created) => {
  Reflect.deleteProperty(globalThis, 'Worker');
  return created;
});

answer({
  probe: async () => (await engine).probe(),
  names: () => Object.keys(checks),
  async run(name: string) {
    await checks[name]?.(await engine);
    await expectNoFaults(await engine);
  },
});
