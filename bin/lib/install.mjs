/** Installs and builds what is missing or stale. Only Node's own modules here: it runs before any install. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const dist = join(root, 'dist');

/** Ends the process with a remedy where Node is too old. */
export function requireNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 20) return;
  console.error(`Gradbook needs Node 20 or newer; this is Node ${process.versions.node}. Get it from https://nodejs.org.`);
  process.exit(1);
}

/** Packages from the lock file, when they are missing or the lock file has changed since. */
export async function ensurePackages() {
  const stamp = join(root, 'node_modules', '.gradbook-lock');
  const wanted = hash([join(root, 'package-lock.json')]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error('Installing packages…');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  await command(npm, ['ci', '--include=dev', '--no-audit', '--no-fund'], {
    env: { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' },
  });
  writeFileSync(stamp, wanted);
}

/** The app in `dist/`, when it is missing or a source has changed since. */
export async function ensureBuild() {
  const stamp = join(dist, '.stamp');
  const wanted = hash(sources());
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error('Building the app…');
  await command(process.execPath, [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn']);
  writeFileSync(stamp, wanted);
}

/** Every file that the build reads. */
function sources() {
  const files = ['package-lock.json', 'vite.config.ts', 'tsconfig.json', 'index.html'].map((name) => join(root, name));
  for (const folder of ['src', 'public', 'bin/lib']) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      const file = join(root, folder, entry);
      if (!/\.test\.tsx?$/.test(file) && statSync(file).isFile()) files.push(file);
    }
  }
  return files.sort();
}

/** @param {string[]} files */
function hash(files) {
  const sum = createHash('sha256');
  for (const file of files) sum.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  return sum.digest('hex');
}

/**
 * Runs a command in the project with its output shown; rejects when it fails.
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<void>}
 */
function command(program, args, { env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      env: env ?? process.env,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32' && program.endsWith('.cmd'),
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`"${[program, ...args].join(' ')}" ended with exit code ${code}.`));
    });
  });
}
