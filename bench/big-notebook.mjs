/** A notebook of 1,000 cells with outputs: how soon it can be used, and whether scrolling through it is smooth. */
import { longTasks, openPage, watchTasks, withApp } from './harness/app.mjs';
import { median, report } from './harness/report.mjs';

const CELLS = 1000;

/** @param {{ quick: boolean }} options */
export default async function bigNotebook({ quick }) {
  const rounds = quick ? 2 : 4;
  await withApp(async (app) => {
    /** @type {Record<string, number[]>} */
    const measured = { open: [], openTask: [], frame: [], slow: [], jump: [], key: [] };
    for (let round = 0; round < rounds; round++) {
      const page = await openPage(app);
      // The frame and the editor are there once any notebook was open: what is measured is the notebook.
      await page.evaluate(() => window.gradbook?.app.commands.newNotebook());
      await page.locator('[data-cell-id]').first().waitFor();
      await page.waitForTimeout(2500);
      await watchTasks(page);
      measured['open']?.push(await page.evaluate(open, ipynb()));
      await page.waitForTimeout(1500);
      measured['openTask']?.push(Math.max(0, ...(await longTasks(page))));
      const frames = await page.evaluate(scrollThrough);
      measured['frame']?.push(Math.max(...frames));
      measured['slow']?.push(frames.filter((duration) => duration > 50).length);
      const jump = await page.evaluate(jumpToEnd);
      measured['jump']?.push(jump);
      measured['key']?.push(await page.evaluate(stepDown));
      await page.context().close();
    }
    const figures = {
      'open to interactive ms': median(measured['open'] ?? []),
      'longest task while opening ms': median(measured['openTask'] ?? []),
      'longest frame while scrolling ms': median(measured['frame'] ?? []),
      'frames over 50 ms': median(measured['slow'] ?? []),
      'jump to the last cell ms': median(measured['jump'] ?? []),
      'next cell by key ms': median(measured['key'] ?? []),
    };
    report('big-notebook', {
      rows: Object.entries(figures).map(([what, value]) => ({ what, value: value.toFixed(1) })),
      ratios: { 'open vs a second': figures['open to interactive ms'] / 1000 },
      figures,
    });
  });
}

/** Two code cells with a text output, one with a table, one of Markdown, over and over. */
function ipynb() {
  const html = `<table>${Array.from({ length: 8 }, (_, row) => `<tr><td>${row}</td><td>${row * row}</td></tr>`).join('')}</table>`;
  const cells = Array.from({ length: CELLS }, (_, index) => {
    const id = `cell-${index}`;
    if (index % 4 === 3) return { cell_type: 'markdown', id, metadata: {}, source: `## Part ${index}\n\nWhat *follows* computes $x_{${index}}^2$.` };
    const data = index % 4 === 2 ? { 'text/html': html, 'text/plain': 'a table' } : { 'text/plain': `${index}` };
    const outputs = [
      { output_type: 'stream', name: 'stdout', text: `epoch ${index}: loss ${1 / (index + 1)}\n`.repeat(1 + (index % 12)) },
      { output_type: 'execute_result', execution_count: index, metadata: {}, data },
    ];
    const source = `const x${index} = tf.tensor1d([${index}, 2, 3]);\nfor (let i = 0; i < 3; i++) {\n  console.log(x${index}.sum());\n}`;
    return { cell_type: 'code', id, metadata: {}, execution_count: index, source, outputs };
  });
  return JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
}

/** Runs in the page: from the file to a painted page that has answered a key. @param {string} text */
async function open(text) {
  const started = performance.now();
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
  await window.gradbook?.app.commands.openFile(new File([text], 'big.ipynb'));
  while (!document.querySelector('[data-cell-id="cell-0"] [data-output]')) await painted();
  document.querySelector('[data-cell-id="cell-0"]')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true, cancelable: true }));
  while (document.querySelector('[data-cell-id="cell-1"]')?.getAttribute('data-focused') !== 'true') await painted();
  await painted();
  return performance.now() - started;
}

/** Runs in the page: scrolls from top to bottom; the durations of all frames, in ms. */
async function scrollThrough() {
  const column = document.querySelector('[data-notebook-column]');
  if (!column) throw new Error('There is no notebook.');
  /** @type {number[]} */
  const frames = [];
  let last = performance.now();
  let top = 0;
  // 400 px a frame: a fast flick of the wheel, kept up.
  while (top < column.scrollHeight - column.clientHeight && frames.length < 900) {
    top += 400;
    column.scrollTop = top;
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    frames.push(now - last);
    last = now;
  }
  return frames.slice(1);
}

/** Runs in the page: selects the last cell and waits until it is on show with its outputs. */
async function jumpToEnd() {
  const started = performance.now();
  const commands = window.gradbook?.app.store.getState().session?.commands;
  commands?.select('cell-0');
  await new Promise(requestAnimationFrame);
  commands?.select('cell-998');
  const isShown = () => {
    const output = document.querySelector('[data-cell-id="cell-998"] [data-output]');
    const place = output?.getBoundingClientRect();
    return place !== undefined && place.top < innerHeight && place.bottom > 0;
  };
  while (!isShown()) await new Promise(requestAnimationFrame);
  return performance.now() - started;
}

/** Runs in the page: ArrowUp from the last cell, until the one above is painted as selected. */
async function stepDown() {
  const times = [];
  for (let index = 997; index > 987; index--) {
    const started = performance.now();
    (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key: 'k', bubbles: true, cancelable: true }));
    while (document.querySelector(`[data-cell-id="cell-${index}"]`)?.getAttribute('data-focused') !== 'true') await new Promise(requestAnimationFrame);
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b)[5] ?? NaN;
}
