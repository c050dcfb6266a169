/** KaTeX with its style sheet and fonts; reached only by import(), where there is math. */
import katex from 'katex';
import 'katex/dist/katex.min.css';

/** Replaces the TeX in an element marked `data-math` by its typeset form; unreadable TeX stays, with the reason. */
export function typeset(element: HTMLElement): void {
  const tex = element.textContent ?? '';
  try {
    katex.render(tex, element, { displayMode: element.dataset['math'] === 'display', throwOnError: true, trust: false, maxExpand: 1000 });
  } catch (error) {
    element.textContent = tex;
    element.dataset['mathError'] = '';
    element.title = error instanceof Error ? error.message : String(error);
  }
  element.removeAttribute('data-math');
}
