/** Keys as people write them ("Mod+Shift+P", "D D", "Ctrl+M B"), matched against key events. */

export type Platform = 'mac' | 'other';

/** The parts of a `KeyboardEvent` that a binding looks at. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly repeat: boolean;
}

export interface Stroke {
  readonly key: string;
  readonly ctrl: boolean;
  readonly meta: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
}

/** Strokes of a binding, in the order they are pressed. `Mod` is ⌘ on a Mac and Ctrl elsewhere. */
export function parseStrokes(keys: string, platform: Platform): readonly Stroke[] {
  return keys.split(' ').map((text) => {
    const parts = text.split('+');
    const key = (parts.pop() ?? '').toLowerCase();
    const has = (name: string): boolean => parts.includes(name);
    const mod = has('Mod');
    return {
      key,
      ctrl: has('Ctrl') || (mod && platform === 'other'),
      meta: mod && platform === 'mac',
      shift: has('Shift'),
      alt: has('Alt'),
    };
  });
}

export function matchesStroke(stroke: Stroke, press: KeyPress): boolean {
  return (
    stroke.key === pressedKey(press) &&
    stroke.ctrl === press.ctrlKey &&
    stroke.meta === press.metaKey &&
    stroke.shift === press.shiftKey &&
    stroke.alt === press.altKey
  );
}

/** The Latin letter or digit of the key where the layout writes another script or Alt composes a symbol. */
function pressedKey(press: KeyPress): string {
  if (/^[\x21-\x7e]$/.test(press.key) || press.key.length > 1) return press.key.toLowerCase();
  const physical = /^(?:Key|Digit)(.)$/.exec(press.code)?.[1];
  return (physical ?? press.key).toLowerCase();
}

const names: Readonly<Record<string, string>> = {
  arrowup: '↑',
  arrowdown: '↓',
  escape: 'Esc',
  enter: 'Enter',
};
const macNames: Readonly<Record<string, string>> = { ...names, enter: '↩' };

/** How the keys read in a menu: one group of caps for each stroke, such as [["Ctrl", "M"], ["B"]]. */
export function strokeLabels(keys: string, platform: Platform): readonly (readonly string[])[] {
  return parseStrokes(keys, platform).map(({ key, ctrl, meta, shift, alt }) => {
    const mac = platform === 'mac';
    const caps: string[] = [];
    if (ctrl) caps.push(mac ? '⌃' : 'Ctrl');
    if (alt) caps.push(mac ? '⌥' : 'Alt');
    if (shift) caps.push(mac ? '⇧' : 'Shift');
    if (meta) caps.push('⌘');
    caps.push((mac ? macNames : names)[key] ?? key.toUpperCase());
    return caps;
  });
}
