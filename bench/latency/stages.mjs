/** Times one press of Ctrl+Enter after another, stage by stage, inside the page. */

/**
 * @typedef {object} Stages milliseconds since the key event's own time stamp
 * @property {number} queued the document knows of the run
 * @property {number} compiled the program has left for the kernel
 * @property {number} finished the page's state holds the result
 * @property {number} rendered the elements are on the page
 * @property {number} painted the frame that shows them is done
 */

/**
 * @param {import('playwright-core').Page} page its focused editor holds `1+1`
 * @param {{ runs: number, typing: boolean }} options `typing` types a character first, in the same cell
 * @returns {Promise<Stages[]>}
 */
export async function measureRuns(page, { runs, typing }) {
  await page.evaluate(installTimer);
  const measured = [];
  for (let run = -5; run < runs; run++) {
    if (typing) {
      // A digit more each time would grow: a blank and its removal leave `1+1`.
      await page.keyboard.press('End');
      await page.keyboard.press('Space');
      await page.keyboard.press('Backspace');
    } else await page.waitForTimeout(60);
    const once = page.evaluate(() => Reflect.get(globalThis, 'timeNextRun')());
    await page.evaluate(() => undefined);
    await page.keyboard.press('Control+Enter');
    const stages = await once;
    // The first few warm up.
    if (run >= 0) measured.push(stages);
    await page.keyboard.press('Enter');
    await page.locator('.monaco-editor.focused').waitFor();
  }
  return measured;
}

/** Runs in the page: `timeNextRun()` resolves with the stages of the next run. */
function installTimer() {
  Reflect.set(globalThis, 'timeNextRun', () => {
    const session = window.gradbook?.app.store.getState().session;
    if (!session) throw new Error('No notebook is open.');
    performance.clearMarks();
    return new Promise((resolve) => {
      /** @type {Record<string, number>} */
      const at = {};
      let pressed = 0;
      /** The press that runs, not that of Control before it. @param {KeyboardEvent} event */
      const onPress = ({ key, timeStamp }) => {
        if (key !== 'Enter') return;
        pressed = timeStamp;
        removeEventListener('keydown', onPress, { capture: true });
      };
      addEventListener('keydown', onPress, { capture: true });
      const last = session.store.getState().runs;
      const leave = session.store.subscribe((state) => {
        const [cellId, run] = Object.entries(state.runs).find(([id, now]) => now.runId !== last[id]?.runId) ?? [];
        if (run === undefined || cellId === undefined) return;
        if (run.status === 'queued') at['queued'] ??= performance.now();
        if (run.status !== 'ok') return;
        at['finished'] = performance.now();
        leave();
        const cell = document.querySelector(`[data-cell-id="${cellId}"]`);
        const waitForPage = () => {
          if (cell?.getAttribute('data-status') !== 'ok' || !cell.querySelector('[data-output]')) {
            queueMicrotask(waitForPage);
            return;
          }
          at['rendered'] = performance.now();
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => {
              at['painted'] = performance.now();
              at['compiled'] = performance.getEntriesByName('cell-posted').at(-1)?.startTime ?? NaN;
              resolve(Object.fromEntries(Object.entries(at).map(([stage, time]) => [stage, time - pressed])));
            };
            port2.postMessage(null);
          });
        };
        queueMicrotask(waitForPage);
      });
    });
  });
}
