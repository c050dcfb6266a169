/**
 * A Chromium whose tabs are shown and hidden as a person's are. Under Playwright every page counts as seen, so what
 * pages do when nobody looks is watched through the DevTools protocol alone.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { findBrowser } from '../../bin/lib/browser.mjs';

interface Answer {
  readonly id?: number;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly sessionId?: string;
}

export interface PlainTab {
  /** The value of an expression, awaited; of JSON. @throws Error with what it threw */
  evaluate<T>(expression: string): Promise<T>;
  /** Asks until the expression is true. @throws Error after `timeout` milliseconds */
  until(expression: string, timeout?: number): Promise<void>;
  /** Comes to the front of its window, where it hides the others. */
  show(): Promise<void>;
  /** A click that the page takes for a person's, without which it may not ask before it closes. */
  click(): Promise<void>;
  /** Goes elsewhere. @returns the kind of dialog that asked, which is answered with yes; null where none did */
  leave(address: string): Promise<string | null>;
}

export interface PlainBrowser {
  /** @param before runs in the page before any script of its own */
  open(address: string, before?: string): Promise<PlainTab>;
  grant(origin: string, permissions: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export async function openPlainBrowser(): Promise<PlainBrowser> {
  const browser = await findBrowser();
  if (!browser) throw new Error('No browser found; install Chrome or Chromium, or name one in GRADBOOK_BROWSER.');
  const profile = await mkdtemp(join(tmpdir(), 'gradbook-tabs-'));
  const child = spawn(browser, ['--headless=new', '--no-sandbox', '--no-first-run', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const address = await new Promise<string>((resolve, reject) => {
    let printed = '';
    child.once('exit', () => reject(new Error(`the browser ended: ${printed}`)));
    child.stderr.on('data', (data: Buffer) => {
      printed += data.toString();
      const found = /ws:\/\/\S+/.exec(printed)?.[0];
      if (found !== undefined) resolve(found);
    });
  });
  const socket = new WebSocket(address);
  await once(socket, 'open');
  let last = 0;
  const waiting = new Map<number, (answer: Answer) => void>();
  const listeners = new Set<(event: Answer) => void>();
  socket.on('message', (data: Buffer) => {
    const answer = JSON.parse(data.toString()) as Answer;
    if (answer.id === undefined) for (const listener of listeners) listener(answer);
    else waiting.get(answer.id)?.(answer);
  });
  const send = async (method: string, params: object = {}, sessionId?: string): Promise<Readonly<Record<string, unknown>>> => {
    const id = ++last;
    const answer = await new Promise<Answer>((resolve) => {
      waiting.set(id, resolve);
      socket.send(JSON.stringify({ id, method, params, sessionId }));
    });
    waiting.delete(id);
    if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
    return answer.result ?? {};
  };

  return {
    async open(url, before) {
      const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
      const { sessionId } = (await send('Target.attachToTarget', { targetId, flatten: true })) as { sessionId: string };
      const call = (method: string, params?: object) => send(method, params, sessionId);
      await call('Page.enable');
      if (before !== undefined) await call('Page.addScriptToEvaluateOnNewDocument', { source: before });
      await call('Page.navigate', { url });
      const tab: PlainTab = {
        async evaluate<T>(expression: string) {
          const { result, exceptionDetails } = (await call('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })) as {
            result: { value: T };
            exceptionDetails?: { text: string; exception?: { description?: string } };
          };
          if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
          return result.value;
        },
        async until(expression, timeout = 60_000) {
          const end = Date.now() + timeout;
          while (!(await tab.evaluate<boolean>(`Boolean(${expression})`))) {
            if (Date.now() > end) throw new Error(`never true: ${expression}`);
            await new Promise((resolve) => setTimeout(resolve, 100));
          }
        },
        show: async () => void (await send('Target.activateTarget', { targetId })),
        async click() {
          for (const type of ['mousePressed', 'mouseReleased']) await call('Input.dispatchMouseEvent', { type, x: 300, y: 5, button: 'left', clickCount: 1 });
        },
        async leave(elsewhere) {
          let asked: string | null = null;
          const listener = ({ method, params, sessionId: of }: Answer): void => {
            if (of !== sessionId || method !== 'Page.javascriptDialogOpening') return;
            asked = String(params?.['type']);
            void call('Page.handleJavaScriptDialog', { accept: true });
          };
          listeners.add(listener);
          await call('Page.navigate', { url: elsewhere });
          listeners.delete(listener);
          return asked;
        },
      };
      return tab;
    },
    grant: async (origin, permissions) => void (await send('Browser.grantPermissions', { origin, permissions })),
    async close() {
      const ended = once(child, 'exit');
      await send('Browser.close').catch(() => undefined);
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
