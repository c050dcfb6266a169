/** What specs of the TPU runtime do with a page and a real server. */
import { expect, type Page } from '@playwright/test';
import { WebSocket } from 'ws';
import type { RemoteStats } from '../../src/protocol/remote';
import { REMOTE_PROTOCOL } from '../../src/protocol/remote';
import { decodeEvent, encodeFrame } from '../../src/protocol/remote-codec';
import { outcomes, setText, settled, textOf } from './notebook';

interface Server {
  readonly address: string;
  readonly token: string;
}

/** Connects the open notebook and moves it to the server. */
export async function useServer(page: Page, { address, token }: Server): Promise<void> {
  const answer = await page.evaluate(
    (choice) => window.gradbook?.app.store.getState().session?.commands.connectRemote({ ...choice, pricePerHour: null, preemptible: false, limit: null, remember: false }),
    { address, token },
  );
  expect(answer).toMatchObject({ ok: true });
  await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.switchDevice('tpu'));
  await onDevice(page, 'tpu');
}

export async function onDevice(page: Page, device: string): Promise<void> {
  await page.waitForFunction(
    (kind) => {
      const state = window.gradbook?.app.store.getState().session?.store.getState();
      return state?.device?.kind === kind && state.kernel.phase === 'idle';
    },
    device,
    { timeout: 60_000 },
  );
}

/** Begins to run a cell, counted from 1, with this text if any. */
export async function beginCell(page: Page, number: number, text?: string): Promise<void> {
  if (text !== undefined) await setText(page, number, text);
  await page.evaluate((index) => {
    const session = window.gradbook?.app.store.getState().session;
    const id = session?.store.getState().notebook.cells[index]?.id;
    if (id !== undefined) session?.commands.runCell(id);
  }, number - 1);
}

/** Runs a cell; its status and what it says. */
export async function runCell(page: Page, number: number, text?: string): Promise<{ readonly status: string; readonly said: string }> {
  await beginCell(page, number, text);
  await settled(page);
  const outcome = (await outcomes(page))[number - 1];
  return { status: outcome?.status ?? '', said: textOf(outcome) };
}

/** What a cell has said so far. */
export const saidBy = async (page: Page, number: number): Promise<string> => textOf((await outcomes(page))[number - 1]);

/** The state of the server as another of its clients sees it. */
export class OtherClient {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (stats: RemoteStats) => void>();
  readonly #sums: number[] = [];
  #request = 0;
  #received = 0;
  #begun: (() => void) | null = null;

  private constructor(address: string, token: string) {
    this.#socket = new WebSocket(address);
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.on('open', () => this.#socket.send(encodeFrame({ kind: 'hello', version: REMOTE_PROTOCOL, token, client: 'another notebook' })));
    this.#socket.on('message', (data: ArrayBuffer) => this.#receive(new Uint8Array(data)));
    this.#socket.on('error', () => undefined);
  }

  static async connect({ address, token }: Server): Promise<OtherClient> {
    const client = new OtherClient(address, token);
    await new Promise<void>((resolve) => (client.#begun = resolve));
    return client;
  }

  stats(): Promise<RemoteStats> {
    const request = ++this.#request;
    this.#socket.send(encodeFrame({ kind: 'stats', request }));
    return new Promise((resolve) => this.#waiting.set(request, resolve));
  }

  /** Sends numbers and has them back: whether the server still serves this client. */
  async echo(values: readonly number[]): Promise<readonly number[]> {
    const [handle, bytes] = [++this.#request, new Uint8Array(Float32Array.from(values).buffer)];
    this.#sums.length = 0;
    this.#socket.send(encodeFrame({ kind: 'put', handle, type: 'float32', shape: [values.length], placement: 'replicated', offset: 0, bytes: bytes.length }, bytes));
    this.#socket.send(encodeFrame({ kind: 'fetch', handle, request: handle }));
    this.#socket.send(encodeFrame({ kind: 'free', handles: [handle] }));
    await expect.poll(() => this.#sums.length, { timeout: 10_000 }).toBe(values.length);
    return [...this.#sums];
  }

  close(): void {
    this.#socket.send(encodeFrame({ kind: 'bye' }));
    this.#socket.close();
  }

  #receive(frame: Uint8Array): void {
    const decoded = decodeEvent(frame);
    if (!decoded.ok) throw new Error(decoded.error.message);
    const { event, payload } = decoded.value;
    if (event.kind === 'welcome') return this.#begun?.();
    if (event.kind === 'got') return;
    this.#socket.send(encodeFrame({ kind: 'got', count: ++this.#received }));
    if (event.kind === 'stats') {
      this.#waiting.get(event.request)?.(event);
      this.#waiting.delete(event.request);
    }
    if (event.kind === 'value') this.#sums.push(...new Float32Array(payload.slice().buffer));
  }
}
