/** A worker set up as the kernel's is, in which TensorFlow.js's own suite of tests judges one device. */
import { answer, tell } from '../../bench/harness/answer';
import { installDocument } from '../../src/kernel/worker/dom/install';
import { lendThreads } from '../../src/kernel/worker/lockdown/locked-threads';
import { lockWorker } from '../../src/kernel/worker/lockdown/lock-worker';
import type { RemoteLink } from '../../src/protocol/remote-port';
import { RIGHTS } from '../../src/kernel/worker/lockdown/rights';
import { startJasmine } from './jasmine';
import type { SpecResult } from './jasmine';
import { keepThroughResets } from './keep';
import type { Subject } from './subject';
import { startSubject, testEnvironment } from './subject';

export interface RunRequest {
  readonly subject: Subject;
  /** Only specs whose file or name has this in it. */
  readonly filter: string | null;
  /** Only every `of`-th file, from the `part`-th of them, counted from 1. */
  readonly part: { readonly part: number; readonly of: number } | null;
}

export interface RunAnswer {
  /** The device's own name. */
  readonly device: string;
  /** The names of all specs, run or not. */
  readonly known: readonly string[];
  readonly results: readonly SpecResult[];
}

/** To the server that the TPU device is judged with. */
let link: RemoteLink | null = null;

async function run({ subject, filter, part }: RunRequest): Promise<RunAnswer> {
  const { Worker: NativeWorker } = globalThis;
  tell('taking rights away');
  lockWorker(globalThis, RIGHTS);
  const endThreads = lendThreads(globalThis, NativeWorker, RIGHTS);
  tell('starting the device');
  const { tf, name } = await startSubject(subject, link);
  endThreads();
  installDocument(globalThis);
  keepThroughResets(tf);

  const jasmine = startJasmine();
  // Jasmine hears of stray errors, and counts them; the page that waits for the answer need not.
  addEventListener('error', (event) => event.preventDefault());
  const environment = testEnvironment(subject, tf.getBackend());
  tell('loading the suite');
  const { setTestEnvs } = await import('@tensorflow/tfjs-core/dist/jasmine_util');
  setTestEnvs([environment]);
  await import('@tensorflow/tfjs-core/dist/tests');

  const suffix = ` ${environment.name} ${JSON.stringify(environment.flags ?? {})}`;
  const specs = jasmine.specs(suffix);
  const files = [...new Set(specs.map(({ file }) => file))];
  const mine = new Set(files.filter((_, index) => part === null || index % part.of === part.part - 1));
  const results = await jasmine.run(
    specs.filter(({ file, name: spec }) => mine.has(file) && (filter === null || `${file} ${spec}`.includes(filter))),
    (spec) => tell(`${spec.name} (${spec.file})`),
  );
  return { device: name, known: specs.map((spec) => spec.name), results };
}

answer({ connect: (given: RemoteLink) => void (link = given), run });
