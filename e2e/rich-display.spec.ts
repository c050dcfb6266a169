/** What packages draw in a cell: Observable Plot, D3, Vega-Lite, Arrow and Arquero, and values that say how they are shown. */
import { expect, test, type Locator, type Page } from '@playwright/test';
import { startCdn, type Cdn } from './support/cdn';
import { cell, downloadNotebook, openStart, outcomes, outputOf, runCells, settled, textOf } from './support/notebook';

let page: Page;
let cdn: Cdn;
test.beforeAll(async ({ browser }) => {
  cdn = await startCdn();
  page = await browser.newPage();
  await openStart(page);
  await page.evaluate((url) => window.gradbook?.app.commands.setModuleCdn(url), cdn.url);
});
test.afterAll(async () => {
  await page.close();
  await cdn.close();
});

/** Runs cells that must not fail. */
async function show(...sources: readonly string[]): Promise<void> {
  const results = await runCells(page, sources);
  for (const [index, result] of results.entries()) expect(result.status, `cell ${index + 1}: ${textOf(result)}`).toBe('ok');
}

const chooseTheme = (theme: 'light' | 'dark'): Promise<void> => page.evaluate((wanted) => window.gradbook?.app.commands.setTheme(wanted), theme);

/** The lightness, from 0 to 1, of the colour that an element's text or shape is painted in. */
const lightness = (element: Locator): Promise<number> =>
  element.evaluate((node) => {
    const pen = new OffscreenCanvas(1, 1).getContext('2d');
    if (!pen) return NaN;
    pen.fillStyle = getComputedStyle(node).fill;
    pen.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = pen.getImageData(0, 0, 1, 1).data;
    return (red + green + blue) / 765;
  });

const ROWS = `const rows = Array.from({ length: 90 }, (_, i) => ({ i, x: Math.sin(i / 9) * 10, y: (i * 37) % 23, kind: 'abc'[i % 3], day: new Date(Date.UTC(2026, 0, 1 + i)) }));`;

test('charts of Observable Plot, in both themes', async () => {
  test.setTimeout(240_000);
  await show(
    `import * as Plot from '@observablehq/plot';\n${ROWS}`,
    `Plot.dot(rows, { x: 'x', y: 'y', stroke: 'kind' }).plot()`,
    `Plot.lineY(rows, { x: 'day', y: 'x' }).plot({ grid: true, title: 'A wave', caption: 'Over ninety days' })`,
    `Plot.barX([{ k: 'apples', n: 5 }, { k: 'pears', n: 3 }], { x: 'n', y: 'k', sort: { y: '-x' } }).plot()`,
    `Plot.plot({ marks: [Plot.rectY(rows, Plot.binX({ y: 'count' }, { x: 'x' })), Plot.ruleY([0])] })`,
    `Plot.plot({ padding: 0, color: { scheme: 'viridis', legend: true }, marks: [Plot.cell(rows, { x: (d) => d.i % 10, y: (d) => Math.floor(d.i / 10), fill: 'x' })] })`,
    `Plot.plot({ color: { legend: true }, marks: [Plot.frame(), Plot.dot(rows, { fx: 'kind', x: 'x', y: 'y', fill: 'kind' })] })`,
    `Plot.plot({ marks: [Plot.areaY(rows, { x: 'i', y: 'x', fillOpacity: 0.3 }), Plot.text(rows.filter((d) => d.i % 30 === 0), { x: 'i', y: 'x', text: (d) => 'day ' + d.i })] })`,
    `Plot.plot({ marks: [Plot.raster({ x1: 0, x2: 1, y1: 0, y2: 1, width: 40, height: 30, fill: (x, y) => x * y }), Plot.tip(['A note'], { x: 0.5, y: 0.5 })] })`,
  );
  await expect(outputOf(page, 2).locator('circle')).toHaveCount(90);
  await expect(outputOf(page, 3).getByRole('heading', { name: 'A wave' })).toBeVisible();
  await expect(outputOf(page, 3)).toContainText('Over ninety days');
  await expect(outputOf(page, 3).getByText('Feb')).toBeVisible();
  await expect(outputOf(page, 4).getByText('apples')).toBeVisible();
  expect(await outputOf(page, 5).locator('g[aria-label="rect"] rect').count()).toBeGreaterThan(3);
  await expect(outputOf(page, 6).locator('g[aria-label="cell"] rect')).toHaveCount(90);
  // A continuous legend is a picture that a canvas drew.
  await expect(outputOf(page, 6).locator('image')).toHaveAttribute('xlink:href', /^data:image\/png;base64,/);
  await expect(outputOf(page, 7).locator('circle')).toHaveCount(90);
  const swatches = await outputOf(page, 7).locator('svg[width="15"] rect').evaluateAll((all) => all.map((one) => getComputedStyle(one).fill));
  expect(new Set(swatches).size).toBe(3);
  await expect(outputOf(page, 8).getByText('day 60')).toBeVisible();
  await expect(outputOf(page, 9).getByText('A note')).toBeVisible();

  for (const [theme, isReadable] of [
    ['light', (light: number) => light < 0.4],
    ['dark', (light: number) => light > 0.6],
  ] as const) {
    await chooseTheme(theme);
    for (const label of [outputOf(page, 2).getByText('10', { exact: true }).first(), outputOf(page, 3).getByText('Feb')]) {
      await expect.poll(async () => isReadable(await lightness(label))).toBe(true);
    }
  }
  await chooseTheme('light');
});

test('drawings of D3: an axis, a force layout, arcs, a treemap, a globe', async () => {
  test.setTimeout(240_000);
  await show(
    `import * as d3 from 'd3';`,
    `const x = d3.scaleLinear([0, 10], [20, 380]);
const axis = d3.create('svg').attr('width', 400).attr('height', 60);
axis.append('g').attr('transform', 'translate(0,30)').call(d3.axisBottom(x)).selectAll('.tick:last-of-type text').text('ten');
axis.append('text').attr('x', 200).attr('y', 14).text('Steps');
axis.node()`,
    `const nodes = d3.range(12).map((id) => ({ id }));
const links = d3.range(11).map((i) => ({ source: Math.floor(i / 2), target: i + 1 }));
d3.forceSimulation(nodes).force('links', d3.forceLink(links)).force('charge', d3.forceManyBody()).stop().tick(100);
const net = d3.create('svg').attr('viewBox', [-100, -100, 200, 200]).attr('width', 200);
net.selectAll('line').data(links).join('line').attr('stroke', 'gray').attr('x1', (d: any) => d.source.x).attr('y1', (d: any) => d.source.y).attr('x2', (d: any) => d.target.x).attr('y2', (d: any) => d.target.y);
net.selectAll('circle').data(nodes).join('circle').attr('r', 4).attr('cx', (d: any) => d.x).attr('cy', (d: any) => d.y);
display(net);`,
    `const pie = d3.create('svg').attr('viewBox', [-60, -60, 120, 120]).attr('width', 120);
pie.selectAll('path').data(d3.pie()([5, 3, 9])).join('path').attr('d', d3.arc().innerRadius(20).outerRadius(50) as any).attr('fill', (_, i) => d3.schemeTableau10[i]!);
display(pie.node());`,
    `const tree = d3.treemap().size([300, 100])(d3.hierarchy({ children: [{ value: 4 }, { value: 2 }, { value: 1 }] } as any).sum((d: any) => d.value ?? 0));
const map = d3.create('svg').attr('width', 300).attr('height', 100);
map.selectAll('rect').data(tree.leaves()).join('rect').attr('x', (d) => d.x0).attr('y', (d) => d.y0).attr('width', (d) => d.x1 - d.x0).attr('height', (d) => d.y1 - d.y0).attr('fill', 'teal');
display(map.node());`,
    `const globe = d3.create('svg').attr('width', 100).attr('height', 100);
globe.append('path').attr('d', d3.geoPath(d3.geoOrthographic().fitSize([100, 100], { type: 'Sphere' }))(d3.geoGraticule10())).attr('fill', 'none').attr('stroke', 'currentColor');
display(globe.node());`,
    `const table = d3.create('table');
table.selectAll('tr').data([['a', 'b'], ['c', 'd']]).join('tr').selectAll('td').data((d) => d).join('td').text((d) => d);
table.node()`,
  );
  await expect(outputOf(page, 2).locator('.tick')).toHaveCount(11);
  await expect(outputOf(page, 2).getByText('ten')).toBeVisible();
  await chooseTheme('dark');
  // Text that was given no colour at all follows the theme as well.
  await expect.poll(() => lightness(outputOf(page, 2).getByText('Steps'))).toBeGreaterThan(0.6);
  await chooseTheme('light');
  await expect(outputOf(page, 3).locator('line')).toHaveCount(11);
  expect(Number(await outputOf(page, 3).locator('circle').first().getAttribute('cx'))).not.toBeNaN();
  await expect(outputOf(page, 4).locator('path')).toHaveCount(3);
  await expect(outputOf(page, 5).locator('rect')).toHaveCount(3);
  await expect(outputOf(page, 6).locator('path')).toHaveAttribute('d', /^M/);
  await expect(outputOf(page, 7).getByRole('cell', { name: 'd' })).toBeVisible();

  const { cells } = JSON.parse(await downloadNotebook(page)) as { cells: { outputs: { data?: Record<string, unknown> }[] }[] };
  const drawing = cells[1]?.outputs[0]?.data ?? {};
  expect([drawing['image/svg+xml']].flat().join('')).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  expect([drawing['text/plain']].flat().join('')).toContain('Steps');
});

const BARS = (data: string): string => `({
  $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
  title: 'Counts',
  data: ${data},
  params: [{ name: 'shade', value: 2, bind: { input: 'range', min: 0, max: 10 } }],
  mark: { type: 'bar', opacity: { expr: 'shade / 10' } },
  encoding: { x: { field: 'kind' }, y: { field: 'n', type: 'quantitative' } },
})`;
const INLINE = "{ values: [{ kind: 'a', n: 3 }, { kind: 'b', n: 8 }] }";

test('a Vega-Lite spec is drawn, can be played with, and is saved with a picture', async () => {
  await show(BARS(INLINE), "({ $schema: 'https://vega.github.io/schema/vega-lite/v6.json', data: { values: [{ n: 1 }] }, mark: 'bar', encoding: { x: { field: 'n', type: 'madeUp' } }, transform: [{ nonsense: 1 }] })");
  const chart = outputOf(page, 1);
  await expect(chart.locator('path[aria-roledescription="bar"]')).toHaveCount(2);
  await expect(chart.getByText('Counts')).toBeVisible();
  const bar = chart.locator('path[aria-roledescription="bar"]').first();
  await expect(bar).toHaveAttribute('opacity', '0.2');
  await chart.getByRole('slider').fill('8');
  await expect(bar).toHaveAttribute('opacity', '0.8');
  await expect(outputOf(page, 2)).toContainText(/cannot be drawn|madeUp|nonsense/);

  const { cells } = JSON.parse(await downloadNotebook(page)) as { cells: { outputs: { data?: Record<string, unknown> }[] }[] };
  const saved = cells[0]?.outputs[0]?.data ?? {};
  expect(Object.keys(saved).sort()).toEqual(['application/vnd.vegalite.v6+json', 'image/svg+xml', 'text/plain']);
  expect([saved['text/plain']].flat().join('')).toBe('Vega-Lite chart: Counts. bar, x kind, y n');
});

test("a spec of somebody else's notebook fetches nothing until it is trusted", async () => {
  const address = `${cdn.url}counts.json`;
  cdn.set('/counts.json', { body: '[{"kind":"a","n":1},{"kind":"b","n":2},{"kind":"c","n":3}]', headers: { 'Content-Type': 'application/json' } });
  cdn.requests.splice(0);
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    data: { url: address },
    mark: 'bar',
    encoding: { x: { field: 'kind' }, y: { field: 'n', type: 'quantitative' } },
  };
  const outputs = [{ output_type: 'display_data', metadata: {}, data: { 'application/vnd.vegalite.v5+json': spec, 'text/plain': 'the words beside it' } }];
  const file = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [{ cell_type: 'code', id: 'c1', source: '1', metadata: {}, execution_count: 1, outputs }] };
  await page.evaluate((text) => window.gradbook?.app.commands.openFile(new File([text], 'theirs.ipynb')), JSON.stringify(file));
  const chart = outputOf(page, 1);
  await expect(chart).toContainText('until you trust the notebook');
  await expect(chart).toContainText('the words beside it');
  expect(cdn.requests).toEqual([]);
  await chart.getByRole('button', { name: 'Trust its outputs' }).click();
  await expect(chart.locator('path[aria-roledescription="bar"]')).toHaveCount(3);
  expect(cdn.requests).toEqual(['/counts.json']);
});

test('tables of Arrow and Arquero are tables', async () => {
  test.setTimeout(180_000);
  await show(
    `import { table } from 'arquero'; import { tableFromArrays } from 'apache-arrow';`,
    `const marks = table({ name: ['x', 'y', 'z'], n: [1n, 2n, null], at: [new Date(0), null, new Date(86_400_000)], more: [{ k: 1 }, [1, 2], new Uint8Array([7, 8])] });\nmarks`,
    `marks.filter(d => d.n != null).select('name')`,
    `tableFromArrays({ i: Int32Array.from({ length: 1000 }, (_, i) => i), s: Array.from({ length: 1000 }, (_, i) => 'row ' + i) })`,
    `[new Map([['a', 1], ['b', 2]]), new Map([['a', 3]])]`,
  );
  await expect(outputOf(page, 2).getByRole('row').nth(1)).toContainText(/x\s*1\s*1970-01-01T00:00:00\.000Z\s*\{k: 1\}/);
  await expect(outputOf(page, 2).getByRole('row').nth(3)).toContainText(/z\s*null.*1970-01-02.*Uint8Array\(2\) \[7, 8\]/);
  await expect(outputOf(page, 3).getByRole('row')).toHaveCount(3);
  await expect(outputOf(page, 4)).toContainText('First 200 of 1,000 rows');
  await expect(outputOf(page, 4).getByRole('columnheader', { name: 's' })).toBeVisible();
  await expect(outputOf(page, 5).getByRole('columnheader', { name: 'b' })).toBeVisible();
});

test('a value says itself how it is shown, and a failure in that is told', async () => {
  const results = await runCells(page, [
    "({ [Symbol.for('gradbook.display')]: () => '<b>bold</b> words' })",
    "({ [Symbol.for('Jupyter.display')]: () => ({ 'text/markdown': '# From elsewhere' }) })",
    "({ toSVG: () => '<svg width=\"30\" height=\"20\"><rect width=\"30\" height=\"20\"/></svg>' })",
    "const note = document.createElement('p');\nnote.append('A ', Object.assign(document.createElement('em'), { textContent: 'note' }));\nnote",
    "class Plan {\n  [Symbol.for('gradbook.display')]() {\n    throw new RangeError('no steps');\n  }\n}\nnew Plan()",
  ]);
  expect(results.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'ok', 'error']);
  await expect(outputOf(page, 1).locator('iframe').contentFrame().locator('b')).toHaveText('bold');
  await expect(outputOf(page, 2).getByRole('heading', { name: 'From elsewhere' })).toBeVisible();
  await expect(outputOf(page, 3).getByRole('img')).toBeVisible();
  await expect(outputOf(page, 4).locator('em')).toHaveText('note');
  await expect(outputOf(page, 5)).toContainText(/Plan could not be shown: its \[Symbol\.for\('gradbook\.display'\)\]\(\) failed with RangeError: no steps/);
});

test('what is shown under an id is replaced in its place, by other cells and after another run too', async () => {
  await show("const shown = display('first', { id: 'spot' });\ndisplay('below');", "display('second', { id: 'spot' });\nundefined", "shown.update('third');\nundefined");
  await expect(outputOf(page, 1)).toContainText(/third.*below/s);
  await expect(outputOf(page, 2)).toHaveCount(0);
  for (const number of [1, 2]) {
    await cell(page, number).getByRole('button', { name: 'Run cell' }).click();
    await settled(page);
  }
  await expect(outputOf(page, 1)).toContainText(/second.*below/s);
  const [first, second] = await outcomes(page);
  expect([first?.outputs.length, second?.outputs.length]).toEqual([2, 0]);
});
