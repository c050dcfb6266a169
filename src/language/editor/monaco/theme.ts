/** Monaco's theme, made from the tokens of the page's look. */
import { tokenColors } from '../token-colors';
import { editor } from './monaco';

/** Reads the tokens as they are on the page now. */
export function applyTheme(theme: 'light' | 'dark', root: HTMLElement = document.documentElement): void {
  if (matchMedia('(forced-colors: active)').matches) {
    // The reader's system has chosen the colours; Monaco's own themes for that keep to them.
    editor.setTheme(matchMedia('(prefers-color-scheme: dark)').matches ? 'hc-black' : 'hc-light');
    return;
  }
  const computed = getComputedStyle(root);
  const toHex = hexConverter();
  const token = (name: string, alpha = 1): string => toHex(computed.getPropertyValue(name), alpha);
  const name = `gradbook-${theme}`;
  editor.defineTheme(name, {
    base: theme === 'dark' ? 'vs-dark' : 'vs',
    inherit: false,
    rules: [
      { token: '', foreground: token('--code-text').slice(1) },
      ...tokenColors.map(({ token: type, variable, style }) => ({
        token: type,
        foreground: token(variable).slice(1),
        ...(style && { fontStyle: style }),
      })),
    ],
    colors: {
      'editor.background': '#00000000',
      'editor.foreground': token('--code-text'),
      'editorCursor.foreground': token('--accent'),
      'editor.selectionBackground': token('--accent', 0.26),
      'editor.inactiveSelectionBackground': token('--accent', 0.14),
      'editor.selectionHighlightBackground': token('--accent', 0.14),
      'editor.wordHighlightBackground': token('--accent', 0.12),
      'editor.wordHighlightStrongBackground': token('--accent', 0.18),
      'editor.findMatchBackground': token('--warning', 0.4),
      'editor.findMatchHighlightBackground': token('--warning', 0.2),
      'editor.foldBackground': token('--accent', 0.1),
      'editorBracketMatch.background': token('--accent', 0.12),
      'editorBracketMatch.border': token('--border-strong'),
      'editorError.foreground': token('--danger'),
      'editorWarning.foreground': token('--warning'),
      'editorHint.foreground': token('--text-secondary'),
      'editorWidget.background': token('--surface'),
      'editorWidget.foreground': token('--text'),
      'editorWidget.border': token('--border'),
      'editorHoverWidget.background': token('--surface'),
      'editorHoverWidget.border': token('--border'),
      'editorSuggestWidget.background': token('--surface'),
      'editorSuggestWidget.border': token('--border'),
      'editorSuggestWidget.foreground': token('--text'),
      'editorSuggestWidget.highlightForeground': token('--accent-text'),
      'editorSuggestWidget.focusHighlightForeground': token('--accent-text'),
      'editorSuggestWidget.selectedBackground': token('--accent-soft'),
      'editorSuggestWidget.selectedForeground': token('--text'),
      'editor.placeholder.foreground': token('--text-secondary'),
      'list.hoverBackground': token('--surface-hover'),
      'list.activeSelectionBackground': token('--accent-soft'),
      'list.activeSelectionForeground': token('--text'),
      'list.highlightForeground': token('--accent-text'),
      'input.background': token('--canvas'),
      'input.border': token('--border-strong'),
      'input.foreground': token('--text'),
      'input.placeholderForeground': token('--text-secondary'),
      'inputOption.activeBackground': token('--accent-soft'),
      'inputOption.activeForeground': token('--accent-text'),
      'menu.background': token('--surface'),
      'menu.foreground': token('--text'),
      'menu.border': token('--border'),
      'menu.selectionBackground': token('--surface-hover'),
      'menu.selectionForeground': token('--text'),
      'menu.separatorBackground': token('--border'),
      'peekView.border': token('--accent'),
      'peekViewTitle.background': token('--surface'),
      'peekViewEditor.background': token('--surface-sunken'),
      'peekViewResult.background': token('--surface'),
      'scrollbarSlider.background': token('--text', 0.18),
      'scrollbarSlider.hoverBackground': token('--text', 0.28),
      'scrollbarSlider.activeBackground': token('--text', 0.38),
      'scrollbar.shadow': '#00000000',
      'textLink.foreground': token('--accent-text'),
      'textCodeBlock.background': token('--surface-sunken'),
      'widget.shadow': token('--text', 0.16),
      focusBorder: token('--accent'),
      foreground: token('--text'),
      descriptionForeground: token('--text-secondary'),
      'icon.foreground': token('--text-secondary'),
    },
  });
  editor.setTheme(name);
}

/** Any CSS colour to `#rrggbbaa` in sRGB, which is all Monaco reads; a canvas does the conversion. */
function hexConverter(): (css: string, alpha: number) => string {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return (css, alpha) => {
    if (!context) return '#808080';
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = css.trim() || '#808080';
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    const parts = alpha === 1 ? [red, green, blue] : [red, green, blue, Math.round(alpha * 255)];
    return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
  };
}
