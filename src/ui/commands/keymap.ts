/** Turns key presses into commands, with chords such as D D and prefixes such as Ctrl+M B. Knows no DOM. */
import type { Command, KeyScope } from './command';
import { matchesStroke, parseStrokes } from './stroke';
import type { KeyPress, Platform, Stroke } from './stroke';

/** Where the keys are pressed. */
export interface KeyPlace {
  /** A field or an editor has the focus. */
  readonly typing: boolean;
  /** A button, link or the like has the focus: plain Enter, Space and arrows are its own. */
  readonly onControl: boolean;
  readonly mode: 'command' | 'edit';
  /** A dialog or menu is open: only it hears keys. */
  readonly covered: boolean;
}

export type KeyOutcome =
  | { readonly kind: 'none' }
  /** The start of a chord; the next key decides. */
  | { readonly kind: 'pending' }
  | { readonly kind: 'run'; readonly command: Command };

export interface Keymap {
  /** `allowed` is asked before a command is chosen. */
  press(press: KeyPress, place: KeyPlace, allowed: (command: Command) => boolean): KeyOutcome;
  /** A chord has begun. */
  isPending(): boolean;
}

/** Milliseconds in which the next key of a chord must follow. */
const chordTime = 1500;
const modifiers = new Set(['Control', 'Shift', 'Alt', 'Meta', 'CapsLock', 'Fn', 'Dead']);

interface Candidate {
  readonly command: Command;
  readonly scope: KeyScope;
  readonly strokes: readonly Stroke[];
}

export function createKeymap(commands: readonly Command[], options: { readonly platform: Platform; now(): number }): Keymap {
  const all: readonly Candidate[] = commands.flatMap((command) =>
    (command.keys ?? []).map(({ keys, scope }) => ({ command, scope, strokes: parseStrokes(keys, options.platform) })),
  );
  let pending: { readonly candidates: readonly Candidate[]; readonly depth: number; readonly until: number } | null = null;

  const isPending = (): boolean => pending !== null && options.now() <= pending.until;

  return {
    isPending,
    press(press, place, allowed) {
      if (modifiers.has(press.key)) return { kind: isPending() ? 'pending' : 'none' };
      const started = isPending() ? pending : null;
      pending = null;
      if (place.covered) return { kind: 'none' };
      const depth = started?.depth ?? 0;
      const open = (started?.candidates ?? all).filter(
        ({ command, scope, strokes }) => {
          const stroke = strokes[depth];
          return stroke !== undefined && hears(scope, place, stroke) && matchesStroke(stroke, press) && allowed(command);
        },
      );
      const done = open.find(({ strokes }) => strokes.length === depth + 1);
      if (done) {
        return press.repeat && !done.command.repeats ? { kind: 'none' } : { kind: 'run', command: done.command };
      }
      if (open.length === 0 || press.repeat) return { kind: 'none' };
      pending = { candidates: open, depth: depth + 1, until: options.now() + chordTime };
      return { kind: 'pending' };
    },
  };
}

function hears(scope: KeyScope, place: KeyPlace, stroke: Stroke): boolean {
  switch (scope) {
    case 'always':
      return true;
    case 'notebook':
      return !place.typing;
    case 'command': {
      const ownKey = ['enter', ' ', 'arrowup', 'arrowdown'].includes(stroke.key);
      return !place.typing && place.mode === 'command' && !(place.onControl && ownKey);
    }
    default:
      return scope satisfies never;
  }
}
