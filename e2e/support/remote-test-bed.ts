/** What unit tests of the TPU device stand on: a real server, and an engine whose tensors live there. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { Engine, FullTensorFlow } from '../../src/engine/api';
import { startEngine, useServer } from './remote-engine';
import { startRemoteServer, type RemoteServer, type RemoteServerOptions } from './remote-server';

export interface RemoteTestBed {
  readonly engine: Engine;
  readonly tf: FullTensorFlow;
  /** The one that runs now. */
  server: RemoteServer;
  /** The page's end of the connection. */
  readonly socket: Awaited<ReturnType<typeof useServer>>;
  /** Options of a server that takes the same token as the first. */
  readonly sameToken: readonly string[];
}

/**
 * Starts both before the tests of a file and ends them after.
 * @param prepare is given the engine before it moves to the server
 */
export function remoteTestBed({ args = [], ...options }: RemoteServerOptions = {}, prepare: (engine: Engine) => void = () => undefined): RemoteTestBed {
  const folder = mkdtempSync(join(tmpdir(), 'gradbook-test-'));
  const token = join(folder, 'token');
  const bed: { -readonly [Key in keyof RemoteTestBed]?: RemoteTestBed[Key] } = { sameToken: ['--token', token] };
  beforeAll(async () => {
    writeFileSync(token, 'a-token-of-the-test-0123456789');
    bed.server = await startRemoteServer({ ...options, args: ['--token', token, ...args] });
    bed.engine = await startEngine();
    bed.tf = bed.engine.tf;
    prepare(bed.engine);
    bed.socket = await useServer(bed.engine, bed.server);
  }, 120_000);
  afterAll(async () => {
    bed.socket?.close();
    await bed.server?.end();
    rmSync(folder, { recursive: true });
  });
  // Whole once the first test runs.
  return bed as RemoteTestBed;
}
