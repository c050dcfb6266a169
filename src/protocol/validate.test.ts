import { describe, expect, it } from 'vitest';
import { kernelEvents, malformedEvents } from './fixtures/kernel-events';
import { KERNEL_PROTOCOL } from './kernel';
import { parseKernelEvent } from './validate';

describe('the kernel wire', () => {
  it.each(kernelEvents.map((event) => [event.type === 'output' ? `${event.type} ${event.output.type}` : event.type, event] as const))(
    'lets a well-formed %s event through unchanged',
    (_name, event) => {
      expect(parseKernelEvent(structuredClone(event))).toEqual({ ok: true, value: event });
    },
  );

  it.each(malformedEvents.map(({ message, path }) => [path, message] as const))('refuses a message that is wrong at "%s"', (path, message) => {
    const parsed = parseKernelEvent(message);
    expect(parsed.ok ? null : parsed.error.path).toBe(path);
  });

  it('refuses a circular value instead of following it for ever', () => {
    const knot: Record<string, unknown> = {};
    knot['self'] = knot;
    const event = { type: 'output', runId: 'r', seq: 0, output: { type: 'display', data: { 'application/json': knot }, metadata: {}, displayId: null } };
    expect(parseKernelEvent(event).ok).toBe(false);
  });

  it('stays at version 2 until an older counterpart would misread it', () => {
    expect(KERNEL_PROTOCOL).toBe(2);
  });
});
