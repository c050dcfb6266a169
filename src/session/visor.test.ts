import { describe, expect, it } from 'vitest';
import type { OutputBody, VisorChange } from '../protocol/kernel';
import { changeVisor, drawInVisor, emptyVisor, withoutSurfaces } from './visor';

const surface = (name: string, displayId: string, tab = 'Visor', part = '') => ({ kind: 'surface', tab, name, part, displayId }) as const;
const change = (visor: typeof emptyVisor, asked: VisorChange, runId = 'r1') => changeVisor(visor, asked, runId);
const draw = (displayId: string, text: string, type: 'display' | 'update' = 'display'): OutputBody => ({ type, displayId, data: { 'text/plain': text }, metadata: {} });
const texts = (visor: typeof emptyVisor) => visor.surfaces.map(({ tab, name, parts }) => [tab, name, ...parts.map(({ shown }) => shown?.data['text/plain'] ?? null)]);

describe('the panel of tfvis', () => {
  it('shows one surface for a tab and a name, where the last to draw wins', () => {
    let visor = [surface('Loss', 'a'), surface('Data', 'b', 'Input'), surface('Loss', 'a'), surface('Loss', 'a-1', 'Visor', '1')].reduce((before, asked) => change(before, asked), emptyVisor);
    visor = [draw('a', 'first'), draw('b', 'data'), draw('a', 'second', 'update')].reduce(drawInVisor, visor);
    expect(texts(visor)).toEqual([['Visor', 'Loss', 'second', null], ['Input', 'Data', 'data']]);
  });

  it('gives a surface to the run that draws in it last, and keeps the old picture until the new one is there', () => {
    let visor = [surface('Loss', 'a'), surface('Loss', 'a-acc', 'Visor', 'acc')].reduce((before, asked) => change(before, asked), emptyVisor);
    visor = [draw('a', 'first'), draw('a-acc', 'accuracy')].reduce(drawInVisor, visor);
    visor = change(visor, surface('Loss', 'b'), 'r2');
    expect(texts(visor)).toEqual([['Visor', 'Loss', 'first']]);
    visor = [draw('b', 'second'), draw('a', 'late', 'update')].reduce(drawInVisor, visor);
    expect(texts(visor)).toEqual([['Visor', 'Loss', 'second']]);
  });

  it('is widened and loses its keys as cells ask', () => {
    expect(change(emptyVisor, { kind: 'full', on: true }).isFull).toBe(true);
    expect(change(emptyVisor, { kind: 'keys', bound: false }).hasKeys).toBe(false);
    expect(change(emptyVisor, { ...surface('Loss', 'a'), styles: { height: '300px' } }).surfaces[0]?.styles).toEqual({ height: '300px' });
  });

  it('passes over outputs that belong to no surface', () => {
    const visor = change(emptyVisor, surface('Loss', 'a'));
    expect(drawInVisor(visor, draw('elsewhere', 'x'))).toBe(visor);
    expect(drawInVisor(visor, { type: 'display', displayId: null, data: {}, metadata: {} })).toBe(visor);
    expect(drawInVisor(visor, { type: 'stream', name: 'stdout', text: 'x' })).toBe(visor);
  });

  it('is asked anew each time a cell opens it, and told which tab to show', () => {
    const once = change(emptyVisor, { kind: 'show', open: true });
    const twice = change(once, { kind: 'show', open: true });
    expect(twice.asked).toEqual({ open: true });
    expect(twice.asked).not.toBe(once.asked);
    expect(change(once, { kind: 'tab', tab: 'Input' }).tab).toBe('Input');
  });

  it('loses its surfaces with the kernel, and knows that it did until one is drawn again', () => {
    const drawn = { ...change(emptyVisor, surface('Loss', 'a')), isOpen: true };
    const cleared = withoutSurfaces(drawn);
    expect(cleared).toEqual({ ...emptyVisor, isOpen: true, cleared: true });
    expect(withoutSurfaces(cleared).cleared).toBe(true);
    expect(change(cleared, surface('Loss', 'a')).cleared).toBe(false);
    expect(withoutSurfaces(emptyVisor)).toEqual(emptyVisor);
  });
});
