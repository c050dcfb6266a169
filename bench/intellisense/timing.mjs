/** Times what the editor answers to a key, from the press to the frame that shows the answer. */

/** What is waited for, as a selector, and whether it comes or goes. @typedef {{ readonly selector: string, readonly gone?: boolean }} Answer */

/**
 * @param {import('playwright-core').Page} page
 * @param {string} key the press that asks
 * @param {Answer} answer
 * @returns {Promise<number>} milliseconds since the key event's own time stamp
 */
export async function timeAnswer(page, key, answer) {
  await page.evaluate(installTimer);
  const once = page.evaluate((awaited) => Reflect.get(globalThis, 'timeNextAnswer')(awaited), answer);
  // The timer listens before the key comes.
  await page.evaluate(() => undefined);
  await page.keyboard.press(key);
  return once;
}

/** Runs in the page. */
function installTimer() {
  if (Reflect.has(globalThis, 'timeNextAnswer')) return;
  /** @param {{ readonly selector: string, readonly gone?: boolean }} answer */
  const timeNextAnswer = ({ selector, gone = false }) =>
    new Promise((resolve) => {
      addEventListener(
        'keydown',
        ({ timeStamp }) => {
          const look = () => {
            if ((document.querySelector(selector) === null) !== gone) return;
            observer.disconnect();
            requestAnimationFrame(() => {
              const { port1, port2 } = new MessageChannel();
              port1.onmessage = () => resolve(performance.now() - timeStamp);
              port2.postMessage(null);
            });
          };
          const observer = new MutationObserver(look);
          observer.observe(document.body, { subtree: true, childList: true, attributes: true });
        },
        { capture: true, once: true },
      );
    });
  Reflect.set(globalThis, 'timeNextAnswer', timeNextAnswer);
}
