import ts from 'typescript';
import { afterEach, expect, test } from 'vitest';
import type { CompileRequest } from './compile-wire';
import { createCompiler, type CompilerPort } from './compiler';
import { serveCompiler } from './worker/compile-server';

const open: MessagePort[] = [];
afterEach(() => open.splice(0).forEach((port) => port.close()));

/** The real worker half behind a message channel instead of a thread. */
function spawn(): CompilerPort {
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  serveCompiler(ts, {
    postMessage: (reply) => port2.postMessage(reply),
    addEventListener: (type, listener) => port2.addEventListener(type, listener),
  });
  port1.start();
  port2.start();
  return {
    postMessage: (message) => port1.postMessage(message),
    addEventListener: (type: string, listener: (event: MessageEvent) => void) => port1.addEventListener(type as 'message', listener),
    terminate: () => port1.close(),
  };
}

/** A worker whose script does not arrive. */
function spawnBroken(): CompilerPort {
  const target = new EventTarget();
  return {
    postMessage: (_message: CompileRequest) => void queueMicrotask(() => target.dispatchEvent(new Event('error'))),
    addEventListener: (type: string, listener: (event: MessageEvent) => void) => target.addEventListener(type, listener as EventListener),
    terminate: () => undefined,
  };
}

test('a cell becomes a program that names what it declares', async () => {
  const result = await createCompiler(spawn).compile('a', 'const rate: number = 0.1;\nrate * 2');
  expect(result.ok && result.value.declares.map((declared) => declared.name)).toEqual(['rate']);
});

test('answers go to the cell that asked', async () => {
  const compiler = createCompiler(spawn);
  const [bad, good] = await Promise.all([compiler.compile('a', '1;\nlet y = = 2'), compiler.compile('b', '1')]);
  expect(bad).toMatchObject({ ok: false, error: { name: 'SyntaxError', line: 2, column: 9 } });
  expect(good.ok).toBe(true);
});

test('a compiler that cannot be loaded says so, and the next run tries again', async () => {
  let spawned = 0;
  const compiler = createCompiler(() => (spawned++ === 0 ? spawnBroken() : spawn()));
  const failed = await compiler.compile('a', '1');
  expect(failed).toMatchObject({ ok: false, error: { message: expect.stringContaining('could not be loaded') } });
  expect((await compiler.compile('a', '1')).ok).toBe(true);
});

test('closing the notebook answers what is still pending', async () => {
  const compiler = createCompiler(spawnBroken);
  const pending = compiler.compile('a', '1');
  compiler.dispose();
  expect((await pending).ok).toBe(false);
});
