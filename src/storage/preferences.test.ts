import { describe, expect, it } from 'vitest';
import { preferences } from './preferences';

function memory(initial?: string): Storage {
  const items = new Map(initial === undefined ? [] : [['gradbook.preferences', initial]]);
  return {
    get length() {
      return items.size;
    },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
  };
}

describe('preferences', () => {
  it('last from one visit to the next', () => {
    const storage = memory();
    expect(preferences(storage).read()).toEqual({ theme: 'system', tourDismissed: false, device: null, moduleCdn: null, runsView: null });
    expect(preferences(storage).write({ theme: 'dark' })).toBe(true);
    preferences(storage).write({ device: 'gpu' });
    expect(preferences(storage).read()).toEqual({ theme: 'dark', tourDismissed: false, device: 'gpu', moduleCdn: null, runsView: null });
  });

  it('of the list of runs come back as they were chosen, and not where they are damaged', () => {
    const runsView = { columns: ['name', 'best:val_loss'], sort: { column: 'started', descending: true }, filter: 'lr<0.1', grouping: 'setting:units' };
    const storage = memory();
    preferences(storage).write({ runsView });
    expect(preferences(storage).read().runsView).toEqual(runsView);
    expect(preferences(memory(JSON.stringify({ runsView: { ...runsView, sort: 'up' } }))).read().runsView).toBeNull();
  });

  it.each(['{', 'null', '{"theme": "pink", "tourDismissed": "yes", "device": 7}'])('fall back where %s is stored', (text) => {
    expect(preferences(memory(text)).read()).toEqual({ theme: 'system', tourDismissed: false, device: null, moduleCdn: null, runsView: null });
  });

  it('last for the visit where storage is blocked', () => {
    const blocked = preferences(() => {
      throw new DOMException('denied', 'SecurityError');
    });
    expect(blocked.write({ theme: 'dark' })).toBe(false);
    expect(blocked.read().theme).toBe('dark');
  });
});
