import { expect, test } from 'vitest';
import { loader } from 'vega';
import { guardedLoader, type Refusal } from './resources';

function guarded(network: boolean) {
  const refusals: Refusal[] = [];
  const guard = guardedLoader(loader(), network, (refusal) => refusals.push(refusal));
  return { refusals, sanitise: (address: string, context?: string) => guard.sanitize(address, { context } as Parameters<typeof guard.sanitize>[1]) };
}

test('nothing is fetched for a notebook that is not trusted, and what would have been is named', async () => {
  const { refusals, sanitise } = guarded(false);
  await expect(sanitise('https://example.org/cars.json')).rejects.toThrow('https://example.org/cars.json is not loaded');
  await expect(sanitise('https://example.org/a.png', 'image')).rejects.toThrow('not loaded');
  await expect(sanitise('//example.org/cars.json')).rejects.toThrow('not loaded');
  expect(await sanitise('data:application/json,[]')).toMatchObject({ href: 'data:application/json,[]' });
  expect(await sanitise('data:image/png;base64,AA==', 'image')).toMatchObject({ href: 'data:image/png;base64,AA==' });
  expect(refusals.map(({ reason }) => reason)).toEqual(['untrusted', 'untrusted', 'not-an-address']);
});

test('a trusted notebook fetches from the web and from nowhere else', async () => {
  const { refusals, sanitise } = guarded(true);
  expect(await sanitise('https://example.org/cars.json')).toMatchObject({ href: 'https://example.org/cars.json' });
  for (const address of ['data/cars.json', 'file:///etc/passwd', 'blob:https://example.org/1']) await expect(sanitise(address)).rejects.toThrow('not loaded');
  expect(refusals.map(({ reason }) => reason)).toEqual(['not-an-address', 'not-an-address', 'not-an-address']);
});

test('links of a chart open new tabs, and only on the web', async () => {
  const { sanitise } = guarded(false);
  expect(await sanitise('https://example.org', 'href')).toEqual({ href: 'https://example.org', target: '_blank', rel: 'noopener noreferrer' });
  for (const address of ['javascript:alert(1)', ' java\nscript:alert(1)', 'data:text/html,x', 'vbscript:x']) await expect(sanitise(address, 'href')).rejects.toThrow('no address of the web');
});
