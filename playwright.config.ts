import { defineConfig } from '@playwright/test';
import { BROWSER_FLAGS, SOFTWARE_GPU_FLAGS, findBrowser } from './bin/lib/browser.mjs';

/** A port of its own, so that tests never meet an app someone has open. */
const PORT = 8494;
const executablePath = await findBrowser();

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  // Kernels use every core, and one test measures accuracy against a clock of its own.
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  retries: process.env['CI'] ? 1 : 0,
  reporter: process.env['GRADBOOK_TEST_REPORT'] ? [['list'], ['json', { outputFile: process.env['GRADBOOK_TEST_REPORT'] }]] : 'list',
  use: {
    baseURL: `http://localhost:${PORT}`,
    viewport: { width: 1280, height: 900 },
    actionTimeout: 20_000,
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [...BROWSER_FLAGS, ...SOFTWARE_GPU_FLAGS],
    },
  },
  webServer: {
    command: `node bin/gradbook.mjs serve --port ${PORT}`,
    url: `http://localhost:${PORT}`,
    timeout: 240_000,
    reuseExistingServer: !process.env['CI'],
  },
});
