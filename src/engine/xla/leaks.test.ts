import { expect, it } from 'vitest';
import { remoteTestBed } from '../../../e2e/support/remote-test-bed';
import { workload } from '../checks/networks';

const bed = remoteTestBed();

const STEPS = Number(process.env['GRADBOOK_LEAK_STEPS'] ?? 2000);

it(`${STEPS} steps with Adam leave neither tensors here nor handles and memory on the server`, async () => {
  const { tf } = bed.engine;
  const trained = workload(tf, { network: 'mlp', batch: 4, width: 0.0625 });
  const held = async () => {
    // Frees that the server has not come to yet are no leak.
    await new Promise((resolve) => setTimeout(resolve, 200));
    const stats = await bed.socket.stats();
    const { numTensors, numBytes, numDataBuffers } = tf.memory();
    return { numTensors, numBytes, numDataBuffers, handles: stats?.handles, used: stats?.used, queue: stats?.queue };
  };
  let early: Awaited<ReturnType<typeof held>> | null = null;
  for (let step = 1; step <= STEPS; step++) {
    const lost = trained.train();
    if (step % 10 === 0) expect((await lost.data())[0]).toBeGreaterThanOrEqual(0);
    lost.dispose();
    if (step === 100) early = await held();
  }
  expect(await held()).toEqual(early);
  expect(early?.handles).toBeGreaterThan(0);
  trained.dispose();
}, 600_000);
