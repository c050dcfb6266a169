import { beforeEach, describe, expect, it } from 'vitest';
import { createKeymap } from './keymap';
import type { Keymap, KeyPlace } from './keymap';
import { commands } from './registry';
import type { KeyPress } from './stroke';

let time = 0;
let keymap: Keymap;
beforeEach(() => {
  time = 0;
  keymap = createKeymap(commands, { platform: 'other', now: () => time });
});

const onCell: KeyPlace = { typing: false, onControl: false, mode: 'command', covered: false };
const inEditor: KeyPlace = { ...onCell, typing: true, mode: 'edit' };

function key(text: string, more: Partial<KeyPress> = {}): KeyPress {
  const parts = text.split('+');
  const name = parts.pop() ?? '';
  const has = (modifier: string): boolean => parts.includes(modifier);
  return {
    key: name,
    code: '',
    ctrlKey: has('Ctrl'),
    metaKey: has('Meta'),
    shiftKey: has('Shift'),
    altKey: has('Alt'),
    repeat: false,
    ...more,
  };
}

/** What each key of a sequence leads to: a command's id, '…' for the start of a chord, or '-'. */
function type(keys: string, place: KeyPlace = onCell, allowed: (id: string) => boolean = () => true): string[] {
  return keys.split(' ').map((text) => {
    const outcome = keymap.press(key(text), place, (command) => allowed(command.id));
    return outcome.kind === 'run' ? outcome.command.id : outcome.kind === 'pending' ? '…' : '-';
  });
}

describe('chords', () => {
  it('D D deletes, one D alone does not', () => {
    expect(type('d d')).toEqual(['…', 'edit.delete']);
    expect(type('d x')).toEqual(['…', '-']);
    expect(type('x')).toEqual(['edit.cut']);
  });

  it('the second key must follow within a second and a half', () => {
    expect(type('d')).toEqual(['…']);
    time = 2000;
    expect(type('d')).toEqual(['…']);
    time = 2400;
    expect(type('d')).toEqual(['edit.delete']);
  });

  it('holding D down deletes nothing', () => {
    expect(type('d')).toEqual(['…']);
    const held = keymap.press(key('d', { repeat: true }), onCell, () => true);
    expect(held.kind).toBe('none');
  });

  it("Colab's Ctrl+M prefix works while typing in an editor too", () => {
    expect(type('Ctrl+m b', inEditor)).toEqual(['…', 'insert.code-below']);
    expect(type('Ctrl+m a', inEditor)).toEqual(['…', 'insert.code-above']);
    expect(type('Ctrl+m .', inEditor)).toEqual(['…', 'run.restart']);
    expect(type('Ctrl+m d')).toEqual(['…', 'edit.delete']);
  });

  it('I I interrupts and 0 0 restarts in command mode, Ctrl+M I also while typing', () => {
    expect(type('i i')).toEqual(['…', 'run.interrupt']);
    expect(type('0 0')).toEqual(['…', 'run.restart']);
    expect(type('Ctrl+m i', inEditor)).toEqual(['…', 'run.interrupt']);
    expect(type('i i', inEditor)).toEqual(['-', '-']);
  });

  it('Ctrl+Shift+Enter runs the selected cells, as in Colab', () => {
    expect(type('Ctrl+Shift+Enter')).toEqual(['run.selection']);
    expect(type('Ctrl+Shift+Enter', inEditor)).toEqual(['run.selection']);
  });

  it('a modifier pressed on its own does not break a chord', () => {
    expect(type('Ctrl+m Control b')).toEqual(['…', '…', 'insert.code-below']);
  });
});

describe('where keys are heard', () => {
  it('letters are text while typing', () => {
    expect(type('a b d d x Enter', inEditor)).toEqual(['-', '-', '-', '-', '-', '-']);
  });

  it('letters wait for command mode, also while the editor is still loading', () => {
    expect(type('b', { ...onCell, mode: 'edit' })).toEqual(['-']);
  });

  it('saving and the palette work from anywhere but under a dialog', () => {
    expect(type('Ctrl+s Ctrl+Shift+P', inEditor)).toEqual(['file.save', 'tools.palette']);
    expect(type('Ctrl+s Ctrl+Shift+P b', { ...onCell, covered: true })).toEqual(['-', '-', '-']);
  });

  it('a focused button keeps Enter and the arrows for itself', () => {
    const onButton = { ...onCell, onControl: true };
    expect(type('Enter ArrowDown j', onButton)).toEqual(['-', '-', 'cell.next']);
    expect(type('Enter ArrowDown')).toEqual(['cell.edit', 'cell.next']);
  });

  it('a command that does not apply leaves its key alone', () => {
    expect(type('z', onCell, (id) => id !== 'edit.undo')).toEqual(['-']);
  });
});

describe('keyboards', () => {
  it('arrows repeat while held, cutting does not', () => {
    expect(keymap.press(key('ArrowDown', { repeat: true }), onCell, () => true).kind).toBe('run');
    expect(keymap.press(key('x', { repeat: true }), onCell, () => true).kind).toBe('none');
  });

  it('a layout of another script uses the place of the key', () => {
    const press = keymap.press(key('и', { code: 'KeyB' }), onCell, () => true);
    expect(press.kind === 'run' && press.command.id).toBe('insert.code-below');
  });

  it('on a Mac ⌘ stands for Ctrl, but the Ctrl+M prefix stays', () => {
    keymap = createKeymap(commands, { platform: 'mac', now: () => time });
    expect(type('Meta+s Ctrl+s')).toEqual(['file.save', '-']);
    expect(type('Ctrl+m b')).toEqual(['…', 'insert.code-below']);
  });
});
