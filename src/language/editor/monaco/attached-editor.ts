/** A Monaco editor in a cell: as high as its text, transparent, with the look's metrics. */
import type { CellEditor, EditorCommand, EditorHandlers, EditorLanguage, NotebookCellText } from '../types';
import { caretEdgeKeys } from './cell-keys';
import type { CellModels } from './cell-models';
import { editor, Selection, type IPosition } from './monaco';
import { differenceOf } from './text-difference';

/** CSS pixels; the static text of `ui/editor/code.css` has the same. */
const metrics = { fontSize: 13, lineHeight: 20, padding: 8 };
/** Lines that a screen can show. */
const firstScreen = 120;

export class AttachedEditor implements CellEditor {
  readonly model: editor.ITextModel;
  readonly #element: HTMLElement;
  readonly #editor: editor.IStandaloneCodeEditor;
  readonly #handlers: EditorHandlers;
  readonly #models: CellModels;
  readonly #onDispose: () => void;
  /** Lies at the caret's line, for the page to scroll to. */
  readonly #mark = document.createElement('div');
  #following = 0;
  #disposed = false;

  constructor(
    models: CellModels,
    element: HTMLElement,
    cell: NotebookCellText,
    label: string,
    handlers: EditorHandlers,
    onDispose: () => void,
  ) {
    const model = models.attach(cell);
    this.model = model;
    this.#models = models;
    this.#element = element;
    this.#handlers = handlers;
    this.#onDispose = onDispose;
    // Makes the tokens of the first screen now: by itself Monaco shows a frame of plain text first.
    editor.colorizeModelLine(model, Math.min(model.getLineCount(), firstScreen));
    this.#editor = editor.create(element, { ...options(cell.language, label, element), model });
    const instance = this.#editor;
    instance.onDidContentSizeChange((size) => {
      if (size.contentHeightChanged) this.#fit();
    });
    instance.onDidChangeModelContent(() => {
      if (!models.updating) handlers.onChange(model.getValue());
    });
    instance.onDidFocusEditorText(() => handlers.onFocus());
    instance.onDidBlurEditorText(() => handlers.onBlur());
    this.#trackCaretEdges();
    this.#mark.style.cssText = `position: absolute; width: 1px; height: ${metrics.lineHeight}px; scroll-margin: ${metrics.lineHeight}px; pointer-events: none`;
    element.append(this.#mark);
    instance.onDidChangeCursorPosition(({ source }) => {
      if (source !== 'mouse' && instance.hasTextFocus()) this.#followCaret();
    });
    this.#fit();
    instance.render(true);
  }

  get codeEditor(): editor.ICodeEditor {
    return this.#editor;
  }

  command(command: EditorCommand): void {
    this.#handlers.onCommand(command);
  }

  openCell(cellId: string, at: IPosition): void {
    this.#handlers.onOpenCell?.(cellId, at.lineNumber, at.column);
  }

  focus(at?: 'start' | 'end'): void {
    if (at === 'start') this.#editor.setPosition({ lineNumber: 1, column: 1 });
    if (at === 'end') this.#editor.setPosition(this.model.getFullModelRange().getEndPosition());
    this.#editor.focus();
  }

  hasFocus(): boolean {
    return this.#editor.hasWidgetFocus();
  }

  setText(text: string): void {
    this.#models.update(this.model, text);
  }

  /** The caret's offset into the text. */
  get caret(): number {
    const position = this.#editor.getPosition();
    return position ? this.model.getOffsetAt(position) : 0;
  }

  /** Replaces the text as an edit of the reader's: one step to undo. */
  rewrite(text: string, caret: number): void {
    const edit = differenceOf(this.model, text);
    if (!edit) return;
    this.#editor.pushUndoStop();
    this.#editor.executeEdits('gradbook', [edit]);
    this.#editor.setSelection(Selection.fromPositions(this.model.getPositionAt(caret)));
    this.#editor.pushUndoStop();
  }

  setLabel(label: string): void {
    this.#editor.updateOptions({ ariaLabel: label });
  }

  setTabStop(stop: boolean): void {
    this.#editor.updateOptions({ tabIndex: stop ? 0 : -1 });
  }

  revealPosition(line: number, column: number): void {
    const position = this.model.validatePosition({ lineNumber: line, column });
    this.#editor.setPosition(position);
    this.#editor.revealPosition(position);
    this.#showCaret();
  }

  layout(width: number): void {
    this.#editor.layout({ width, height: this.#editor.getContentHeight() });
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    cancelAnimationFrame(this.#following);
    this.#mark.remove();
    this.#editor.dispose();
    this.#models.release(this.model);
    this.#onDispose();
  }

  #fit(): void {
    const height = this.#editor.getContentHeight();
    this.#element.style.height = `${height}px`;
    this.layout(this.#element.clientWidth);
    this.#handlers.onHeight(height);
  }

  /** Once a frame, when the editor has the height of its new text. */
  #followCaret(): void {
    cancelAnimationFrame(this.#following);
    this.#following = requestAnimationFrame(() => this.#showCaret());
  }

  /** The editor is as high as its text, so it is the page that has to scroll. */
  #showCaret(): void {
    const caret = this.#editor.getPosition();
    if (!caret) return;
    this.#mark.style.top = `${this.#editor.getTopForPosition(caret.lineNumber, caret.column)}px`;
    this.#mark.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  #trackCaretEdges(): void {
    const top = this.#editor.createContextKey<boolean>(caretEdgeKeys.top, false);
    const bottom = this.#editor.createContextKey<boolean>(caretEdgeKeys.bottom, false);
    const topOf = (at: IPosition): number => this.#editor.getTopForPosition(at.lineNumber, at.column);
    const update = (): void => {
      const caret = this.#editor.getPosition();
      if (!caret) return;
      // Compared by height, because a wrapped line is several rows.
      top.set(topOf(caret) === topOf({ lineNumber: 1, column: 1 }));
      bottom.set(topOf(caret) === topOf(this.model.getFullModelRange().getEndPosition()));
    };
    this.#editor.onDidChangeCursorPosition(update);
    this.#editor.onDidChangeModelContent(update);
    this.#editor.onDidFocusEditorText(update);
    update();
  }
}

function options(language: EditorLanguage, label: string, element: HTMLElement): editor.IStandaloneEditorConstructionOptions {
  const prose = language !== 'typescript';
  return {
    ariaLabel: label,
    fontFamily: getComputedStyle(element).getPropertyValue('--font-code').trim() || 'monospace',
    fontSize: metrics.fontSize,
    lineHeight: metrics.lineHeight,
    fontLigatures: false,
    padding: { top: metrics.padding, bottom: metrics.padding },
    lineNumbers: 'off',
    lineNumbersMinChars: 0,
    lineDecorationsWidth: 0,
    glyphMargin: false,
    folding: true,
    // Folding goes by keys: a gutter for it would push the text off the edge that outputs share.
    showFoldingControls: 'never',
    minimap: { enabled: false },
    overviewRulerLanes: 0,
    overviewRulerBorder: false,
    hideCursorInOverviewRuler: true,
    scrollBeyondLastLine: false,
    scrollBeyondLastColumn: 2,
    scrollbar: {
      vertical: 'hidden',
      horizontal: prose ? 'hidden' : 'auto',
      verticalScrollbarSize: 0,
      horizontalScrollbarSize: metrics.padding,
      alwaysConsumeMouseWheel: false,
      useShadows: false,
      ignoreHorizontalScrollbarInContentHeight: true,
    },
    wordWrap: prose ? 'on' : 'off',
    renderLineHighlight: 'none',
    renderWhitespace: 'none',
    guides: { indentation: false },
    bracketPairColorization: { enabled: false },
    stickyScroll: { enabled: false },
    links: false,
    colorDecorators: false,
    unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: !prose, nonBasicASCII: false },
    occurrencesHighlight: prose ? 'off' : 'singleFile',
    selectionHighlight: !prose,
    wordBasedSuggestions: 'off',
    quickSuggestions: prose ? false : { other: true, strings: true, comments: false },
    quickSuggestionsDelay: 50,
    suggest: { showWords: false, showStatusBar: false, preview: false },
    parameterHints: { enabled: !prose },
    inlayHints: { enabled: 'off' },
    lightbulb: { enabled: editor.ShowLightbulbIconMode.Off },
    // Lists and hovers may reach beyond the cell.
    fixedOverflowWidgets: true,
    automaticLayout: false,
  };
}
