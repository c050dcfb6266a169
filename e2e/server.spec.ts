import { expect, test } from '@playwright/test';
import { openStart } from './support/notebook';

test('the page is cross-origin isolated and allows scripts from its own origin only', async ({ page, request }) => {
  const response = await request.get('/');
  const headers = response.headers();
  expect(headers['cross-origin-opener-policy']).toBe('same-origin');
  expect(headers['cross-origin-embedder-policy']).toBe('credentialless');
  expect(headers['content-security-policy']).toContain("script-src 'self';");
  await openStart(page);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
});

test('assets are compressed and kept for good; the page itself is asked for again', async ({ page, request }) => {
  await page.goto('/');
  const script = await page.locator('script[type=module]').first().getAttribute('src');
  const asset = await request.get(new URL(script ?? '', page.url()).href, { headers: { 'Accept-Encoding': 'br' } });
  expect(asset.headers()['content-encoding']).toBe('br');
  expect(asset.headers()['cache-control']).toContain('immutable');
  expect((await request.get('/')).headers()['cache-control']).toBe('no-cache');
});

test('an address that does not exist is a 404, and no file outside the app is served', async ({ request }) => {
  expect((await request.get('/no-such-file.js')).status()).toBe(404);
  expect((await request.get('/..%2fpackage.json')).status()).toBe(404);
});

test('the first load stays small: no Monaco, no TensorFlow.js, no compiler on the start page', async ({ page }) => {
  const loaded: { url: string; bytes: number }[] = [];
  page.on('response', async (response) => {
    const bytes = (await response.body().catch(() => Buffer.alloc(0))).length;
    loaded.push({ url: response.url(), bytes });
  });
  await openStart(page);
  await page.waitForLoadState('networkidle');
  const scripts = loaded.filter(({ url }) => url.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(0);
  expect(scripts.map(({ url }) => url).filter((url) => /monaco|typescript|kernel|tfjs/i.test(url))).toEqual([]);
  // Bytes before compression.
  expect(scripts.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(900_000);
});
