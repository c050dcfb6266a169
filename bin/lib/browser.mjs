/** Finds a Chrome or Chromium, and starts it headless. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'chrome', 'microsoft-edge'];
const PLACES = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) =>
    process.env[name] ? [join(process.env[name], 'Google', 'Chrome', 'Application', 'chrome.exe')] : [],
  ),
};

/**
 * An installed browser: GRADBOOK_BROWSER, then Chrome or Chromium, then the one Playwright downloaded.
 * @returns {Promise<string | null>} its path
 */
export async function findBrowser() {
  const asked = process.env['GRADBOOK_BROWSER'];
  if (asked) return existsSync(asked) ? asked : null;
  for (const place of PLACES[/** @type {'darwin' | 'win32'} */ (process.platform)] ?? []) {
    if (existsSync(place)) return place;
  }
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of NAMES) {
      const file = join(folder, name);
      if (isExecutable(file)) return file;
    }
  }
  const { chromium } = await import('playwright-core');
  const downloaded = chromium.executablePath();
  return existsSync(downloaded) ? downloaded : null;
}

/**
 * As `findBrowser`, installing one where there is none: the system's package where that is permitted,
 * else Playwright's download.
 * @returns {Promise<string | null>}
 */
export async function ensureBrowser() {
  const found = await findBrowser();
  if (found) return found;
  if (process.env['GRADBOOK_BROWSER']) {
    console.error(`GRADBOOK_BROWSER names "${process.env['GRADBOOK_BROWSER']}", which does not exist.`);
    return null;
  }
  console.error('Installing a browser for the tests…');
  if (process.platform === 'linux' && existsSync('/usr/bin/apt-get')) {
    const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
    const apt = (/** @type {string[]} */ ...args) => run([...asRoot, 'apt-get', ...args]);
    if (apt('update') && apt('install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core')) {
      const installed = await findBrowser();
      if (installed) return installed;
    }
  }
  run([process.execPath, 'node_modules/@playwright/test/cli.js', 'install', 'chromium']);
  return findBrowser();
}

/** Flags that keep the browser quiet and give WebGPU also where there is no graphics card. */
export const BROWSER_FLAGS = [
  '--enable-unsafe-webgpu',
  '--enable-features=Vulkan',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/**
 * Flags that compute in software: slow, but the same on every machine. The page itself is put together without the GPU
 * that they emulate, which would take half of a test's time.
 */
export const SOFTWARE_GPU_FLAGS = [
  '--disable-gpu-compositing',
  '--use-webgpu-adapter=swiftshader',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
];

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @param {string[]} words @returns {boolean} whether it succeeded */
function run([program = '', ...args]) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(program, args, { stdio: ['ignore', 2, 2], env }).status === 0;
}
