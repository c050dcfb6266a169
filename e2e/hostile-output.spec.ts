/** Outputs and prose of somebody else's notebook: none runs in the page, leads it away, or tells anyone that it was opened. */
import { expect, test, type Page } from '@playwright/test';
import { HOSTILE, type HostileSample } from './support/hostile';
import { dropFiles, openStart } from './support/notebook';

const CANARY = /canary\.test/;
/** Outputs of a cell that are drawn without being asked for. */
const BATCH = 30;

interface Watch {
  /** Requests of the page and its frames to the world outside. */
  readonly requests: string[];
  readonly faults: string[];
}

async function watch(page: Page): Promise<Watch> {
  const seen: Watch = { requests: [], faults: [] };
  await page.addInitScript(() => {
    const counts = window as Window & { hits?: number; hit?: () => void; refused?: string[] };
    counts.hit = () => {
      counts.hits = (counts.hits ?? 0) + 1;
    };
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
      // Reported also of what stands in a document that only the sanitiser sees; the page's is looked through one by one.
      if (effectiveDirective !== 'script-src-attr' && effectiveDirective !== 'base-uri') (counts.refused ??= []).push(`${effectiveDirective} ${blockedURI}`);
    });
  });
  await page.context().route(CANARY, (route) => route.abort());
  page.on('request', (request) => {
    if (CANARY.test(request.url())) seen.requests.push(`${request.resourceType()} ${request.url()}`);
  });
  page.on('dialog', (dialog) => {
    seen.faults.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => seen.faults.push(`an error of the page: ${error.message}`));
  page.on('download', (download) => seen.faults.push(`a download: ${download.url()}`));
  page.on('framenavigated', (frame) => {
    if (frame === page.mainFrame() && frame.url() !== '') seen.faults.push(`the page went to ${frame.url()}`);
  });
  // A link that the reader clicks leaves by a new tab.
  page.on('popup', (popup) => void popup.close());
  return seen;
}

const notebookFile = (cells: readonly object[]): string => JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
const outputsOf = (samples: readonly HostileSample[], mimeType: string): object => ({
  cell_type: 'code',
  id: 'outputs',
  execution_count: 1,
  metadata: {},
  source: '1',
  outputs: samples.map(({ text }) => ({ output_type: 'display_data', metadata: {}, data: { [mimeType]: text } })),
});

async function openFile(page: Page, cells: readonly object[], seen: Watch): Promise<void> {
  if (!page.url().startsWith('http')) await openStart(page);
  else await page.evaluate(() => window.gradbook?.app.commands.goToStart());
  await dropFiles(page.getByRole('main'), [{ name: 'hostile.ipynb', content: notebookFile(cells) }]);
  await page.waitForFunction(() => window.gradbook?.app.store.getState().route.page === 'notebook');
  // Going to the notebook is the page's own doing.
  await page.waitForURL(/#n=/);
  seen.faults.length = 0;
}

/** Everything in outputs and prose that would run or lead away if it were asked to, and then asks it to. */
async function provoke(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const faults: string[] = [];
    const roots: (Element | ShadowRoot)[] = [];
    for (const host of document.querySelectorAll('[data-output], [data-cell-type=markdown]')) {
      roots.push(host);
      for (const inner of host.querySelectorAll('*')) if (inner.shadowRoot) roots.push(inner.shadowRoot);
    }
    const own = (element: Element): boolean => element.closest('button, .monaco-editor') !== null && element.getRootNode() === document;
    const elements = roots.flatMap((root) => [...root.querySelectorAll('*')]).filter((element) => !own(element));
    for (const element of elements) {
      const name = element.localName;
      if (/^(script|object|embed|applet|base|link|meta|form|frame|frameset|portal|fencedframe|set|animate|use|foreignobject|area|dialog)$/.test(name)) faults.push(`<${name}>`);
      if (name === 'iframe' && !element.matches('[sandbox="allow-scripts"][src$="/frame.html"]')) faults.push('<iframe>');
      for (const attribute of element.attributes) {
        if (/^on/i.test(attribute.name)) faults.push(`${name} ${attribute.name}`);
        const address = attribute.value.replace(/[\u0000- ]/g, '');
        if (/^(?:javascript|vbscript|data:text|blob|filesystem):/i.test(address) && /href|src|action|data|to|values/i.test(attribute.name)) faults.push(`${name} ${attribute.name}=${address}`);
      }
      if (name === 'a' && element.getAttribute('target') !== '_blank' && !(element.getAttribute('href') ?? '#').startsWith('#')) faults.push(`a link with target ${element.getAttribute('target')}`);
    }
    for (const element of elements) {
      for (const type of ['mouseover', 'pointerenter', 'focusin', 'focus', 'toggle', 'animationstart']) element.dispatchEvent(new Event(type, { bubbles: true }));
      if (/^(a|button|input|summary|text|label)$/.test(element.localName)) element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, composed: true }));
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
    return faults;
  });
}

interface Aftermath {
  readonly hits: number;
  readonly refused: readonly string[];
  readonly url: string;
  readonly shown: boolean;
}

async function aftermath(page: Page): Promise<Aftermath> {
  return page.evaluate(() => {
    const counts = window as Window & { hits?: number; refused?: string[] };
    const bar = document.querySelector('[role=menubar]');
    const box = bar?.getBoundingClientRect();
    // Nothing lies over the page's own controls, and none is hidden.
    const top = box ? document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2) : null;
    return { hits: counts.hits ?? 0, refused: counts.refused ?? [], url: location.hash.slice(0, 3), shown: top !== null && bar !== null && (bar.contains(top) || top.contains(bar)) };
  });
}

const UNHARMED: Aftermath = { hits: 0, refused: [], url: '#n=', shown: true };

function batches<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}

async function drawn(page: Page, count: number): Promise<void> {
  await expect(page.locator('[data-output]')).toHaveCount(count);
  await page.waitForLoadState('networkidle');
}

test('a hundred hostile outputs', () => {
  expect(HOSTILE.html.length + HOSTILE.drawings.length + HOSTILE.markdown.length).toBeGreaterThan(150);
});

test('HTML of a file that is not trusted runs nowhere and asks for nothing', async ({ page }) => {
  const seen = await watch(page);
  for (const batch of batches(HOSTILE.html, BATCH)) {
    await openFile(page, [outputsOf(batch, 'text/html')], seen);
    await drawn(page, batch.length);
    await expect(page.locator('[data-output] iframe')).toHaveCount(0);
    expect(await provoke(page)).toEqual([]);
    expect(await aftermath(page)).toEqual(UNHARMED);
    expect(seen).toEqual({ requests: [], faults: [] });
  }
});

test('trusted HTML runs in its frame, not in the page, and leads neither away', async ({ page }) => {
  const seen = await watch(page);
  for (const batch of batches(HOSTILE.html, BATCH)) {
    await openFile(page, [outputsOf(batch, 'text/html')], seen);
    await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.trustOutputs());
    await expect(page.locator('[data-output] iframe')).toHaveCount(batch.length);
    await page.waitForTimeout(1000);
    const { hits, url, shown } = await aftermath(page);
    expect({ hits, url, shown }).toEqual({ hits: 0, url: '#n=', shown: true });
    // That a frame was refused the page is what is wanted; a browser may or may not report it.
    expect(seen.faults.filter((fault) => !fault.includes('Blocked a frame with origin "null"'))).toEqual([]);
    expect(seen.requests.filter((request) => request.startsWith('document'))).toEqual([]);
    expect(page.context().pages()).toHaveLength(1);
    const reached = await Promise.all(
      page.frames().map((frame) =>
        frame === page.mainFrame() ? [] : frame.evaluate(() => ['localStorage', 'indexedDB', 'parent.document', 'parent.gradbook', 'document.cookie'].filter((what) => {
          try {
            const value: unknown = new Function(`return ${what}`)();
            // Databases of an opaque origin cannot be opened, but the factory is there.
            return what === 'indexedDB' ? (value as IDBFactory).open('gradbook') !== null : true;
          } catch {
            return false;
          }
        })).catch(() => []),
      ),
    );
    expect(reached.flat()).toEqual([]);
  }
});

test('drawings run nowhere and ask for nothing', async ({ page }) => {
  const seen = await watch(page);
  for (const batch of batches(HOSTILE.drawings, BATCH)) {
    await openFile(page, [outputsOf(batch, 'image/svg+xml')], seen);
    await drawn(page, batch.length);
    expect(await provoke(page)).toEqual([]);
    expect(await aftermath(page)).toEqual(UNHARMED);
    expect(seen).toEqual({ requests: [], faults: [] });
  }
});

test('trusted drawings and Markdown load pictures and no more', async ({ page }) => {
  const seen = await watch(page);
  for (const [samples, mimeType] of [[HOSTILE.drawings, 'image/svg+xml'], [HOSTILE.markdown, 'text/markdown']] as const) {
    for (const batch of batches(samples, BATCH)) {
      await openFile(page, [outputsOf(batch, mimeType)], seen);
      await drawn(page, batch.length);
      await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.trustOutputs());
      expect(await provoke(page)).toEqual([]);
      expect(await aftermath(page)).toMatchObject({ hits: 0, url: '#n=', shown: true });
      expect(seen.faults).toEqual([]);
    }
  }
  expect(seen.requests.filter((request) => /^(?:document|script|fetch|xhr|ping|websocket|eventsource) /.test(request))).toEqual([]);
});

test('Markdown outputs run nowhere and ask for nothing', async ({ page }) => {
  const seen = await watch(page);
  for (const batch of batches([...HOSTILE.markdown, ...HOSTILE.html], BATCH)) {
    await openFile(page, [outputsOf(batch, 'text/markdown')], seen);
    await drawn(page, batch.length);
    expect(await provoke(page)).toEqual([]);
    expect(await aftermath(page)).toEqual(UNHARMED);
    expect(seen).toEqual({ requests: [], faults: [] });
  }
});

test('Markdown cells run nowhere and ask for nothing', async ({ page }) => {
  const seen = await watch(page);
  for (const batch of batches([...HOSTILE.markdown, ...HOSTILE.html], 12)) {
    const cells = batch.map(({ text }, index) => ({ cell_type: 'markdown', id: `text${index}`, metadata: {}, source: text }));
    await openFile(page, cells, seen);
    for (let index = 0; index < batch.length; index++) {
      await page.evaluate((id) => window.gradbook?.app.store.getState().session?.commands.select(id), `text${index}`);
      await expect(page.locator(`[data-cell-id=text${index}]`)).toBeVisible();
    }
    expect(await provoke(page)).toEqual([]);
    expect(await aftermath(page)).toEqual(UNHARMED);
    expect(seen).toEqual({ requests: [], faults: [] });
  }
});

test('a notebook that would load pictures says so, and loads them once it is trusted', async ({ page }) => {
  const seen = await watch(page);
  const text = { cell_type: 'markdown', id: 'text', metadata: {}, source: '![far](https://canary.test/far.png)' };
  await openFile(page, [text, outputsOf([{ name: 'picture', text: '<p>words</p><img src="https://canary.test/out.png">' }], 'text/html')], seen);
  await expect(page.getByText('Content from the web is not loaded until you trust the notebook.')).toHaveCount(2);
  expect(seen.requests).toEqual([]);
  await page.getByRole('button', { name: 'Trust its outputs' }).first().click();
  await expect.poll(() => seen.requests).toContain('image https://canary.test/far.png');
  await expect(page.getByText('Content from the web is not loaded')).toHaveCount(0);
});
