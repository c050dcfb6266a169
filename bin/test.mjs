/**
 * `npm test`: installs what is missing and tests; the last line says `N passed, N failed`. Of what takes longest, tests in a
 * browser and TensorFlow.js's own suite, a part each day, so that a run stays within 25 minutes on two cores;
 * `npm test -- --all` runs all of it.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuild, ensurePackages, requireNode, root } from './lib/install.mjs';
import { ensurePython } from './lib/python.mjs';

/** @typedef {{ passed: number, failed: number }} Count */

requireNode();
await ensurePackages();
const { ensureBrowser } = await import('./lib/browser.mjs');
const browser = await ensureBrowser();

const reports = join(root, '.cache', 'reports');
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

/** @type {Count} */
const total = { passed: 0, failed: 0 };
/** @typedef {[name: string, run: () => Promise<Count>]} Suite */
/** @type {Suite[]} */
const checks = [
  ['types', () => check('tsc', ['--noEmit'])],
  ['lint', () => check('eslint', ['.', '--max-warnings', '0'])],
  ['unused code', () => check('knip', [])],
];
/** @type {Suite[]} */
const suites = [
  ['unit tests', unit],
  ['browser tests', endToEnd],
  ['conformance on CPU', () => conformance('cpu')],
  ['conformance on WebGPU', () => conformance('webgpu', partOfToday(3))],
  ['conformance on WebGL', () => conformance('webgl', partOfToday(3))],
  ['conformance on TPU', () => conformance('tpu', partOfToday(5))],
];
// Tests of the server wait much: the checks run beside them.
await Promise.all([inOrder(checks), inOrder([['Python tests', pythonTests]])]);
await inOrder(suites);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** @param {readonly Suite[]} list */
async function inOrder(list) {
  for (const [name, suite] of list) {
    const started = Date.now();
    console.log(`\n── ${name}`);
    const count = await suite();
    total.passed += count.passed;
    total.failed += count.failed;
    console.log(`── ${name}: ${count.passed} passed, ${count.failed} failed, ${Math.round((Date.now() - started) / 1000)} s`);
  }
}

/**
 * A tool that either passes or not.
 * @param {string} tool
 * @param {string[]} args
 * @returns {Promise<Count>}
 */
async function check(tool, args) {
  return (await runTool(tool, args)) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** @returns {Promise<Count>} */
async function unit() {
  const report = join(reports, 'unit.json');
  const code = await runTool('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
  const result = read(report);
  return counted(result?.numPassedTests, (result?.numFailedTests ?? 0) + (result?.numPendingTests ?? 0), code);
}

/** The TPU runtime's server. @returns {Promise<Count>} */
async function pythonTests() {
  const report = join(reports, 'python.xml');
  try {
    const python = ensurePython();
    const code = await runProgram(python, ['-m', 'pytest', `--junit-xml=${report}`], {}, { cwd: join(root, 'remote') });
    const counts = existsSync(report) ? readFileSync(report, 'utf8') : '';
    // pytest writes one suite; its counts are attributes of it.
    const count = (/** @type {string} */ name) => Number(new RegExp(`<testsuite [^>]*\\b${name}="(\\d+)"`).exec(counts)?.[1] ?? 0);
    const failed = count('failures') + count('errors') + count('skipped');
    return counted(count('tests') - failed, failed, code);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  }
}

/** @returns {Promise<Count>} */
async function endToEnd() {
  if (!browser) {
    console.error('No Chrome or Chromium could be found or installed; name one in the variable GRADBOOK_BROWSER.');
    return { passed: 0, failed: 1 };
  }
  try {
    await ensureBuild();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  }
  const part = partOfToday(4);
  const report = join(reports, 'e2e.json');
  const code = await runTool('playwright', ['test', ...(part === null ? [] : ['--shard', part])], { GRADBOOK_TEST_REPORT: report, ...(part === null && { GRADBOOK_TEST_ALL: '1' }) });
  const stats = read(report)?.stats;
  return counted((stats?.expected ?? 0) + (stats?.flaky ?? 0), (stats?.unexpected ?? 0) + (stats?.skipped ?? 0), code);
}

/** Of 3 "1/3" on one day, "2/3" on the next; null where all is asked for. @param {number} of */
function partOfToday(of) {
  if (process.argv.includes('--all')) return null;
  const day = Math.floor(Date.now() / 86_400_000);
  return `${(day % of) + 1}/${of}`;
}

/**
 * TensorFlow.js's own suite on one device. Failures that are explained count as passed; a listed one that is not there
 * any more, or is wrong, does not.
 * @param {string} device
 * @param {string | null} [part] as `--part` takes it; all of the suite unless told
 * @returns {Promise<Count>}
 */
async function conformance(device, part) {
  if (!browser) return { passed: 0, failed: 1 };
  const report = join(reports, `conformance-${device}.json`);
  const code = await runProgram(process.execPath, [join(root, 'bin', 'conformance.mjs'), '--device', device, '--json', report, '--quiet', ...(part ? ['--part', part] : [])]);
  const verdict = read(report);
  const failed = [verdict?.unexplained, verdict?.mended, verdict?.unknown].reduce((sum, list) => sum + (list?.length ?? 0), 0);
  return counted((verdict?.passed ?? 0) + (verdict?.explained?.length ?? 0), failed, code);
}

/**
 * A run that ended badly without naming a failed test counts as one failure.
 * @param {number | undefined} passed
 * @param {number} failed
 * @param {number} code
 * @returns {Count}
 */
function counted(passed, failed, code) {
  return { passed: passed ?? 0, failed: code === 0 ? failed : Math.max(1, failed) };
}

/** @param {string} file */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/**
 * @param {string} tool a program of node_modules/.bin
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 * @returns {Promise<number>} its exit code
 */
function runTool(tool, args, env = {}) {
  const windows = process.platform === 'win32';
  return runProgram(join(root, 'node_modules', '.bin', windows ? `${tool}.cmd` : tool), args, env, { shell: windows });
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 * @param {{ shell?: boolean, cwd?: string }} [options] the project's folder unless told
 * @returns {Promise<number>} its exit code
 */
function runProgram(program, args, env = {}, { shell = false, cwd = root } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env, FORCE_COLOR: '0' }, stdio: ['ignore', 1, 2], shell });
    child.on('error', (error) => {
      console.error(`${program} could not be started: ${error.message}`);
      resolve(1);
    });
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
