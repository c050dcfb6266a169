// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest';
import { keyPlace } from './key-place';
import type { KeyPlace } from './keymap';

afterEach(() => {
  document.body.innerHTML = '';
});

/** Where a key lands that is pressed on the element marked `data-here`. */
function placeIn(html: string): KeyPlace {
  document.body.innerHTML = html;
  let place: KeyPlace | null = null;
  const listener = (event: KeyboardEvent): void => {
    place = keyPlace(event, 'command');
  };
  window.addEventListener('keydown', listener, { once: true });
  document.querySelector('[data-here]')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'd', bubbles: true }));
  if (!place) throw new Error('The key was not heard.');
  return place;
}

describe('where a key is pressed', () => {
  it('fields and editors are for typing', () => {
    expect(placeIn('<input data-here>').typing).toBe(true);
    expect(placeIn('<textarea data-here></textarea>').typing).toBe(true);
    expect(placeIn('<div class="monaco-editor"><div data-here role="textbox"></div></div>').typing).toBe(true);
  });

  it('a cell, a checkbox and a button are not', () => {
    expect(placeIn('<div data-here data-cell-id="a" tabindex="0"></div>')).toMatchObject({ typing: false, onControl: false, covered: false });
    expect(placeIn('<input type="checkbox" data-here>').typing).toBe(false);
    expect(placeIn('<button data-here>Run</button>')).toMatchObject({ typing: false, onControl: true });
  });

  it('an open dialog or menu hides the notebook from keys; the closed menu bar does not', () => {
    expect(placeIn('<div role="dialog"><button data-here>Close</button></div>').covered).toBe(true);
    expect(placeIn('<div role="menu"><div data-here role="menuitem">New</div></div>').covered).toBe(true);
    expect(placeIn('<div role="menubar"><div data-here role="menuitem">File</div></div>')).toMatchObject({ covered: false, onControl: true });
  });
});
