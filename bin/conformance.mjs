/** `npm run conformance -- --device cpu|webgpu|webgl|tpu`: TensorFlow.js's own suite of tests judges a device. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './lib/install.mjs';
import { startRemoteServer } from './lib/remote-server.mjs';
import { runSuite } from '../e2e/conformance/run.mjs';
import { isClean, judge } from '../e2e/conformance/verdict.mjs';

const USAGE = `Usage: npm run conformance -- --device cpu|webgpu|webgl|tpu [options]
  --filter TEXT         only specs whose file or name has TEXT in it
  --part i/n            only the i-th of n parts of the files
  --json FILE           where the report goes (.cache/reports/conformance-DEVICE.json)
  --stock               judges TensorFlow.js's backend as it comes, without our patches and kernels
  --limit SECONDS       for the whole run (900)
  --quiet               leaves out the files that passed whole, and what is explained
  --update-environment  finds again which specs fail in plain JavaScript too, and lists them`;

const DEVICES = /** @type {const} */ (['cpu', 'webgpu', 'webgl', 'tpu']);
const folder = join(root, 'e2e', 'conformance');
const environmentFile = join(folder, 'environment.json');

const options = readOptions();
const times = { limit: options.limit, stall: 120 };
if (options.update) await updateEnvironment();
else await judgeDevice(options.device);

async function updateEnvironment() {
  const { results } = await runSuite({ subject: { kind: 'plain' }, filter: null, part: null }, times);
  const failed = results.filter(({ status }) => status === 'failed');
  const lines = Object.fromEntries(failed.map(({ name, message }) => [name, message.slice(0, 120)]));
  writeFileSync(environmentFile, `${JSON.stringify(lines, null, 2)}\n`);
  console.log(`${failed.length} specs fail in plain JavaScript too`);
}

/** @param {(typeof DEVICES)[number]} device */
async function judgeDevice(device) {
  const { filter, part, stock, quiet } = options;
  const answer = await withServer(device, (server) => runSuite({ subject: subjectOf(device, stock), filter, part }, times, server));
  const environment = Object.keys(read(environmentFile));
  const expectations = stock ? {} : read(join(folder, 'expectations', `${device}.json`));
  const verdict = judge(answer.results, answer.known, { environment, expectations });
  mkdirSync(dirname(options.json), { recursive: true });
  writeFileSync(options.json, `${JSON.stringify({ device: answer.device, ...verdict, expectations }, null, 2)}\n`);

  console.log(`${answer.device}${part ? `, part ${part.part} of ${part.of}` : ''}`);
  for (const { file, passed, failed, environment: around } of verdict.files) {
    if (quiet && failed === 0) continue;
    console.log(`${file}: ${passed} passed${failed ? `, ${failed} failed` : ''}${around ? `, ${around} environment` : ''}`);
  }
  if (!quiet) print('Explained', verdict.explained.map(({ name }) => `${name}\n    ${expectations[name]}`));
  print('Not explained', verdict.unexplained.map(({ name, file, message }) => `${name} (${file})\n    ${message}`));
  if (!stock) {
    print(`Listed in expectations/${device}.json, but passed`, verdict.mended);
    print('Listed, but no spec of this name exists', verdict.unknown);
  }
  if (verdict.pending > 0) console.log(`\n${verdict.pending} specs are switched off by the suite itself`);
  console.log(`${verdict.passed} passed, ${verdict.failed} failed, ${verdict.environment} environment`);
  process.exitCode = stock || isClean(verdict) ? 0 : 1;
}

/** @param {(typeof DEVICES)[number]} device @param {boolean} stock @returns {import('../e2e/conformance/subject').Subject} */
function subjectOf(device, stock) {
  if (!stock) return { kind: 'ours', device };
  if (device === 'tpu') throw new Error('TensorFlow.js as it comes has no TPU backend.');
  return { kind: 'stock', device };
}

/**
 * The TPU device is judged with a server on this machine.
 * @template T
 * @param {string} device
 * @param {(server: import('./lib/remote-server.mjs').RemoteServer | null) => Promise<T>} use
 */
async function withServer(device, use) {
  if (device !== 'tpu') return use(null);
  const server = await startRemoteServer();
  try {
    return await use(server);
  } finally {
    await server.end();
  }
}

/** @param {string} title @param {readonly string[]} lines */
function print(title, lines) {
  if (lines.length > 0) console.log(`\n${title} (${lines.length}):\n${lines.map((line) => `  ${line}`).join('\n')}`);
}

/** @param {string} file @returns {Record<string, string>} */
function read(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        device: { type: 'string' },
        filter: { type: 'string' },
        part: { type: 'string' },
        json: { type: 'string' },
        limit: { type: 'string', default: '900' },
        stock: { type: 'boolean', default: false },
        quiet: { type: 'boolean', default: false },
        'update-environment': { type: 'boolean', default: false },
      },
    });
    const device = DEVICES.find((name) => name === values.device) ?? 'cpu';
    if (!values['update-environment'] && device !== values.device) throw new Error(`Name a device: ${DEVICES.join(', ')}.`);
    const limit = Number(values.limit);
    if (!(limit > 0)) throw new Error(`--limit takes seconds, not "${values.limit}".`);
    return {
      device,
      filter: values.filter ?? null,
      part: values.part === undefined ? null : readPart(values.part),
      json: values.json ?? join(root, '.cache', 'reports', `conformance-${device}${values.stock ? '-stock' : ''}.json`),
      limit,
      stock: values.stock,
      quiet: values.quiet,
      update: values['update-environment'],
    };
  } catch (failure) {
    console.error(`${failure instanceof Error ? failure.message : failure}\n${USAGE}`);
    process.exit(2);
  }
}

/** @param {string} text */
function readPart(text) {
  const [part = NaN, of = NaN] = text.split('/').map(Number);
  if (!(part >= 1 && part <= of && Number.isInteger(part) && Number.isInteger(of))) throw new Error(`--part takes i/n with 1 ≤ i ≤ n, not "${text}".`);
  return { part, of };
}
