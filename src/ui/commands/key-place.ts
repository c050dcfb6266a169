import type { KeyPlace } from './keymap';

const covers = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]';
const controls = 'button, [role="menubar"], a[href], summary, select, [role="tab"], [role="tree"], [role="treeitem"], [role="separator"], [role="slider"]';
const notTyped = new Set(['button', 'checkbox', 'color', 'file', 'image', 'radio', 'range', 'reset', 'submit']);

/** Where a key press lands, from the element that has the focus. */
export function keyPlace(event: KeyboardEvent, mode: 'command' | 'edit'): KeyPlace {
  const element = event.target instanceof Element ? event.target : null;
  return {
    typing: element !== null && isTyping(element),
    onControl: element?.closest(controls) != null,
    mode,
    covered: element?.closest(covers) != null,
  };
}

function isTyping(element: Element): boolean {
  if (element instanceof HTMLInputElement) return !notTyped.has(element.type);
  return element instanceof HTMLTextAreaElement || element.closest('.monaco-editor, [contenteditable="true"]') !== null;
}
