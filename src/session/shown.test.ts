import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { createShown } from './shown';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function views() {
  const store = createStore(() => ({ text: 'idle' }));
  const shown = createShown(store);
  const drawn: string[] = [];
  shown.store.subscribe((now, before) => drawn.push(`${before.text} → ${now.text}`));
  return { store, shown, drawn, show: (text: string) => store.setState({ text }) };
}
const nothing = () => undefined;

it('views hear of every change', () => {
  const { shown, drawn, show } = views();
  show('queued');
  show('ok');
  expect(drawn).toEqual(['idle → queued', 'queued → ok']);
  expect(shown.store.getState().text).toBe('ok');
});

it('changes that are held back are shown as one; the state itself knows them at once', () => {
  const { store, shown, drawn, show } = views();
  shown.hold(nothing);
  show('queued');
  expect(store.getState().text).toBe('queued');
  expect(shown.store.getState().text).toBe('idle');
  show('ok');
  shown.release();
  expect(drawn).toEqual(['idle → ok']);
  show('idle');
  expect(drawn).toEqual(['idle → ok', 'ok → idle']);
});

it('what has arrived before the release is shown with it', () => {
  const { shown, drawn, show } = views();
  shown.hold(() => show('running'));
  show('queued');
  shown.release();
  expect(drawn).toEqual(['idle → running']);
});

it('a hold ends by itself within a frame of the last call', () => {
  const { shown, drawn, show } = views();
  shown.hold(nothing);
  show('queued');
  vi.advanceTimersByTime(10);
  shown.hold(nothing);
  show('running');
  vi.advanceTimersByTime(10);
  expect(shown.held()).toBe(true);
  vi.advanceTimersByTime(6);
  expect(shown.held()).toBe(false);
  expect(drawn).toEqual(['idle → running']);
});

it('a hold in which nothing changed shows nothing', () => {
  const { shown, drawn } = views();
  shown.hold(nothing);
  shown.release();
  shown.release();
  expect(drawn).toEqual([]);
});
