/** The Python of the TPU runtime's tests: an environment of its own in `remote/.venv`, installed when its project changed. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './install.mjs';

const remote = join(root, 'remote');
const environment = join(remote, '.venv');
const windows = process.platform === 'win32';
/** What `requires-python` of remote/pyproject.toml says. */
const LEAST = [3, 10];
const NAMES = windows ? ['python', 'python3'] : ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];

/**
 * Makes the environment with `gradbook-remote`, JAX for the processor and pytest in it, where it is missing or stale.
 * @returns {string} its Python
 * @throws Error that says what to install, where that cannot be done
 */
export function ensurePython() {
  const python = join(environment, windows ? 'Scripts/python.exe' : 'bin/python');
  const wanted = createHash('sha256').update(readFileSync(join(remote, 'pyproject.toml'))).update(process.platform).update(root).digest('hex');
  const stamp = join(environment, '.gradbook-stamp');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && isNewEnough(python)) return python;

  console.error('Installing the Python packages of the TPU runtime…');
  if (!isUsable(python)) makeEnvironment(python);
  const pip = ['-m', 'pip', '--disable-pip-version-check', 'install', '--quiet', '--editable', `${remote}[test]`];
  if (!run(python, pip)) {
    throw new Error(`The Python packages of the TPU runtime could not be installed: "${[python, ...pip].join(' ')}" failed. Check the connection to PyPI.`);
  }
  writeFileSync(stamp, wanted);
  return python;
}

/** @param {string} python where the environment's is to be */
function makeEnvironment(python) {
  const base = findPython();
  rmSync(environment, { recursive: true, force: true });
  if (run(base, ['-m', 'venv', environment]) && isUsable(python)) return;
  // Debian's Python comes without what puts pip into an environment; a pip or virtualenv beside it can do that too.
  const withPip = run(base, ['-m', 'venv', '--clear', '--without-pip', environment]) && run(base, ['-m', 'pip', '--python', python, 'install', '--quiet', 'pip']);
  if (withPip && isUsable(python)) return;
  if (run(base, ['-m', 'virtualenv', '--quiet', '--clear', environment]) && isUsable(python)) return;
  if (installed('python3-venv') && run(base, ['-m', 'venv', '--clear', environment]) && isUsable(python)) return;
  throw new Error(`${base} can make no environment in ${environment}: install the package python3-venv (Debian, Ubuntu) or run "${base} -m pip install virtualenv".`);
}

/** @returns {string} a Python that is new enough: the one GRADBOOK_PYTHON names, or one that the system finds */
function findPython() {
  const least = LEAST.join('.');
  const asked = process.env['GRADBOOK_PYTHON'];
  if (asked) {
    if (isNewEnough(asked)) return asked;
    throw new Error(`GRADBOOK_PYTHON names "${asked}", which is not a Python of ${least} or newer.`);
  }
  const find = () => NAMES.find(isNewEnough);
  const found = find() ?? (installed('python3', 'python3-venv') ? find() : undefined);
  if (found !== undefined) return found;
  throw new Error(`No Python of ${least} or newer was found; install one from https://www.python.org or with the system's packages, or name one in GRADBOOK_PYTHON.`);
}

/** @param {string} python @returns {boolean} whether it starts and is new enough */
function isNewEnough(python) {
  const { status, stdout } = spawnSync(python, ['-c', 'import sys; print(*sys.version_info[:2])'], { encoding: 'utf8' });
  const [major = 0, minor = 0] = status === 0 ? stdout.trim().split(' ').map(Number) : [];
  return major === LEAST[0] && minor >= (LEAST[1] ?? 0);
}

/** @param {string} python @returns {boolean} whether it can install packages */
function isUsable(python) {
  return existsSync(python) && isNewEnough(python) && spawnSync(python, ['-m', 'pip', '--version'], { stdio: 'ignore' }).status === 0;
}

/** Debian's packages, where they may be installed without asking. @param {string[]} names @returns {boolean} */
function installed(...names) {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get')) return false;
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const apt = (/** @type {string[]} */ ...args) => {
    const [program = '', ...rest] = [...asRoot, 'apt-get', ...args];
    return run(program, rest, { DEBIAN_FRONTEND: 'noninteractive' });
  };
  return apt('update') && apt('install', '-y', '--no-install-recommends', ...names);
}

/**
 * Runs a program with its output shown.
 * @param {string} program
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 * @returns {boolean} whether it succeeded
 */
function run(program, args, env = {}) {
  return spawnSync(program, args, { stdio: ['ignore', 2, 2], env: { ...process.env, ...env } }).status === 0;
}
