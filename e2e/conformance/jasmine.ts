/** The test runner that the suite is written for, with its globals, in a worker. */
import jasmineRequire from 'jasmine-core/lib/jasmine-core/jasmine.js';
import type { Done, Runnable } from 'jasmine-core/lib/jasmine-core/jasmine.js';

export interface Spec {
  readonly id: string;
  /** Unique: of specs that share a name, the second ends in " #2". */
  readonly name: string;
  readonly file: string;
}

export interface SpecResult extends Spec {
  /** `pending` is what the suite itself switched off. */
  readonly status: 'passed' | 'failed' | 'pending';
  /** What was wrong; empty unless failed. */
  readonly message: string;
}

export interface Jasmine {
  /** Every spec, its name without `suffix`, which says what it runs on. */
  specs(suffix: string): Spec[];
  /** Runs the specs in the order of the suite; `starting` hears of each before it runs. */
  run(specs: readonly Spec[], starting: (spec: Spec) => void): Promise<SpecResult[]>;
}

/** A spec may compile a dozen shaders in software. */
const SPEC_TIMEOUT_MS = 20_000;

declare global {
  /** The file of the suite that is being loaded; the bundle sets it. */
  var conformanceFile: string | undefined;
}

export function startJasmine(): Jasmine {
  const jasmine = jasmineRequire.core(jasmineRequire);
  const env = jasmine.getEnv();
  jasmine.DEFAULT_TIMEOUT_INTERVAL = SPEC_TIMEOUT_MS;
  Object.assign(globalThis, { jasmine }, jasmineRequire.interface(jasmine, env));
  const fileOf = rememberFiles();

  let suffix = '';
  const specs = (taken: string): Spec[] => {
    suffix = taken;
    const seen = new Map<string, number>();
    return [...leaves(env.topSuite())].map(({ leaf, top }) => {
      const short = leaf.getFullName().replaceAll(suffix, '');
      const count = (seen.get(short) ?? 0) + 1;
      seen.set(short, count);
      return { id: leaf.id, name: count === 1 ? short : `${short} #${count}`, file: fileOf(top.id) };
    });
  };

  const run = async (asked: readonly Spec[], starting: (spec: Spec) => void): Promise<SpecResult[]> => {
    const wanted = new Map(asked.map((spec) => [spec.id, spec]));
    const results: SpecResult[] = [];
    /** Failures of set-up and clean-up belong to no spec, and yet must not be lost. */
    const outside = (id: string, name: string, file: string, done: Done): void => {
      const failures = done.failedExpectations ?? [];
      if (failures.length > 0) results.push({ id, name: `${name.replaceAll(suffix, '')} (around its specs)`, file, status: 'failed', message: messageOf(done) });
    };
    env.configure({ random: false, specFilter: (spec) => wanted.has(spec.id) });
    env.addReporter({
      specStarted: ({ id }) => {
        const spec = wanted.get(id);
        if (spec !== undefined) starting(spec);
      },
      specDone: (done) => {
        const spec = wanted.get(done.id);
        if (spec === undefined) return;
        const status = done.status === 'passed' || done.status === 'pending' ? done.status : 'failed';
        results.push({ ...spec, status, message: status === 'failed' ? messageOf(done) : '' });
      },
      suiteDone: (done) => outside(done.id, done.description, fileOf(done.id), done),
      jasmineDone: (done) => outside('', 'the whole suite', '', done),
    });
    await env.execute();
    return results;
  };

  return { specs, run };
}

/** Notes in which file each outermost group was written. */
function rememberFiles(): (id: string) => string {
  const files = new Map<string, string>();
  const scope = globalThis as unknown as { describe(name: string, body: () => void): Runnable };
  const { describe } = scope;
  scope.describe = (name, body) => {
    const suite = describe(name, body);
    files.set(suite.id, globalThis.conformanceFile ?? '');
    return suite;
  };
  return (id) => files.get(id) ?? '';
}

function* leaves(suite: Runnable, top?: Runnable): Generator<{ leaf: Runnable; top: Runnable }> {
  for (const child of suite.children ?? []) {
    if (child.children === undefined) yield { leaf: child, top: top ?? child };
    else yield* leaves(child, top ?? child);
  }
}

const messageOf = ({ failedExpectations = [], status }: Done): string =>
  failedExpectations.map(({ message }) => message.split('\n').slice(0, 4).join(' ').slice(0, 400)).join(' | ') || `ended as ${status}`;
