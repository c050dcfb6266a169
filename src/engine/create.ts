import type { DeviceKind, DeviceReport } from '../protocol/kernel';
import type { Result } from '../base/result';
import { err, ok } from '../base/result';
import type { Engine, EngineOptions, SwitchFailure, Switched } from './api';
import { startCpu } from './cpu/start';
import { describeCpu } from './devices/cpu';
import { describeGpu } from './devices/gpu';
import { pipeline } from './pipeline/pipeline';
import { precisionOf } from './precision';
import { limitMemory, reportMemory } from './memory/report';
import { installOptimizers } from './optimizers/install';
import { explainShapeErrors } from './patches/shape-errors/install';
import { installRandom } from './random/install';
import { Switcher } from './switcher';
import { loadTensorFlow } from './tensorflow';
import { TPU, TpuDevice } from './xla/device';

/**
 * Starts TensorFlow.js with the CPU device ready and current, threads included; other devices load when
 * they are first used. Call it in the kernel's worker before rights are taken away and before anything
 * else imports TensorFlow.js.
 * @throws Error if the wasm files cannot be loaded.
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const tf = await loadTensorFlow();
  installOptimizers(tf);
  const random = installRandom(tf);
  const cpu = describeCpu(await startCpu(tf, options), options.isolated);
  const tpu = new TpuDevice(tf);
  const switcher = new Switcher(tf, tpu);
  switcher.takeOverSetBackend();
  let gpu: DeviceReport | null = null;

  const describe = async (kind: DeviceKind): Promise<DeviceReport> => {
    switch (kind) {
      case 'cpu':
        return cpu;
      case 'gpu':
        gpu ??= await describeGpu();
        return gpu;
      case 'tpu':
        return tpu.describe();
    }
  };

  const current = (): DeviceReport => {
    const backend = tf.getBackend();
    if (backend === TPU) return tpu.describe();
    const known = [cpu, gpu].find((report) => report?.backend === backend);
    return known ?? chosenByCell(backend);
  };

  const use = async (kind: DeviceKind): Promise<Result<Switched, SwitchFailure>> => {
    const wanted = await describe(kind);
    if (wanted.backend === null) {
      return err({ kind: 'start', message: [wanted.reason, wanted.remedy].filter(Boolean).join(' ') });
    }
    if (wanted.backend === tf.getBackend()) return ok({ device: wanted, moved: 0 });
    const moved = await switcher.to(wanted.backend);
    if (moved.ok) return ok({ device: wanted, moved: moved.value });
    if (wanted.backend === 'webgpu' && moved.error.kind === 'start') {
      gpu = await describeGpu('WebGPU has an adapter here, but its device did not start.');
      return use('gpu');
    }
    return err({ kind: moved.error.kind, message: `Switching to ${wanted.name} failed: ${moved.error.message}. ${current().name} stays in use.` });
  };

  /** What lives on the server comes to the CPU, or is restored of copies where the server is lost. */
  const leaveTpu = async (): Promise<void> => {
    await switcher.recover();
    if (tf.getBackend() === TPU) await switcher.to('wasm');
    if (tf.getBackend() !== TPU) switcher.forget(TPU);
  };

  return {
    remote: {
      async connect(parts, options) {
        await leaveTpu();
        tpu.connect(parts, options, () => void switcher.copies.refresh(true));
      },
      async disconnect() {
        // What is lost anyway needs no new session.
        if (tpu.isLost) tpu.disconnect();
        await leaveTpu();
        tpu.disconnect();
      },
      stop: () => tpu.stop(),
      serving: () => tpu.serving(),
      layout: tpu.layout,
      activity: () => tpu.activity,
      profile: () => tpu.profile(),
    },
    tf: explainShapeErrors(tf),
    probe: async () => [cpu, await describe('gpu'), await describe('tpu')],
    current,
    precision: (wanted) => precisionOf(tf.backend(), wanted),
    use,
    pipeline: (model, options) => pipeline({ tf, random, devices: () => tpu.parts, within: (group, batches, work) => tpu.within(group, batches, work) }, model, options),
    seed: (seed) => random.seed(seed),
    watchShuffles: () => random.shuffles.watch(),
    randomState: (state) => {
      if (state !== undefined) random.restore(state);
      return random.state;
    },
    parts: () => tpu.parts,
    recover: () => switcher.recover(),
    keepCopies: (now) => tpu.uncounted(() => void switcher.copies.refresh(now)),
    locateBy: (locate) => switcher.ledger.locateBy(locate),
    memory: () => reportMemory(tf),
    memoryLimit: (bytes) => limitMemory(tf, bytes),
  };
}

/** A backend that a cell made current by `tf.setBackend` and that no device of ours stands for. */
function chosenByCell(backend: string): DeviceReport {
  switch (backend) {
    case 'webgpu':
    case 'webgl':
      return { kind: 'gpu', backend, available: true, name: backend === 'webgpu' ? 'WebGPU' : 'WebGL', facts: [] };
    default:
      return { kind: 'cpu', backend: 'cpu', available: true, name: 'Plain JavaScript', facts: [] };
  }
}
