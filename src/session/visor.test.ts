import { describe, expect, it } from 'vitest';
import type { OutputBody } from '../protocol/kernel';
import { changeVisor, drawInVisor, emptyVisor, withoutSurfaces } from './visor';

const surface = (name: string, displayId: string, tab = 'Visor') => ({ kind: 'surface', tab, name, displayId }) as const;
const draw = (displayId: string, text: string, type: 'display' | 'update' = 'display'): OutputBody => ({ type, displayId, data: { 'text/plain': text }, metadata: {} });
const texts = (visor: typeof emptyVisor) => visor.surfaces.map(({ tab, name, parts }) => [tab, name, ...parts.map(({ shown }) => shown?.data['text/plain'] ?? null)]);

describe('the panel of tfvis', () => {
  it('shows one surface for a tab and a name, where the last to draw wins', () => {
    let visor = [surface('Loss', 'a'), surface('Data', 'b', 'Input'), surface('Loss', 'a'), surface('Loss', 'a-1')].reduce(changeVisor, emptyVisor);
    visor = [draw('a', 'first'), draw('b', 'data'), draw('a', 'second', 'update')].reduce(drawInVisor, visor);
    expect(texts(visor)).toEqual([['Visor', 'Loss', 'second', null], ['Input', 'Data', 'data']]);
  });

  it('passes over outputs that belong to no surface', () => {
    const visor = changeVisor(emptyVisor, surface('Loss', 'a'));
    expect(drawInVisor(visor, draw('elsewhere', 'x'))).toBe(visor);
    expect(drawInVisor(visor, { type: 'display', displayId: null, data: {}, metadata: {} })).toBe(visor);
    expect(drawInVisor(visor, { type: 'stream', name: 'stdout', text: 'x' })).toBe(visor);
  });

  it('is asked anew each time a cell opens it, and told which tab to show', () => {
    const once = changeVisor(emptyVisor, { kind: 'show', open: true });
    const twice = changeVisor(once, { kind: 'show', open: true });
    expect(twice.asked).toEqual({ open: true });
    expect(twice.asked).not.toBe(once.asked);
    expect(changeVisor(once, { kind: 'tab', tab: 'Input' }).tab).toBe('Input');
  });

  it('loses its surfaces with the kernel, and knows that it did until one is drawn again', () => {
    const drawn = { ...changeVisor(emptyVisor, surface('Loss', 'a')), isOpen: true };
    const cleared = withoutSurfaces(drawn);
    expect(cleared).toEqual({ ...emptyVisor, isOpen: true, cleared: true });
    expect(withoutSurfaces(cleared).cleared).toBe(true);
    expect(changeVisor(cleared, surface('Loss', 'a')).cleared).toBe(false);
    expect(withoutSurfaces(emptyVisor)).toEqual(emptyVisor);
  });
});
