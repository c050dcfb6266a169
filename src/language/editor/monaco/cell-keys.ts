/** The keys that a cell's editor hands to the notebook. */
import type { EditorCommand } from '../types';
import { editor, KeyCode, KeyMod } from './monaco';

/** Set while ArrowUp or ArrowDown would leave the text. */
export const caretEdgeKeys = { top: 'gradbookCaretAtTop', bottom: 'gradbookCaretAtBottom' } as const;

/** Widgets that Esc and the arrows belong to while they are open. */
const noWidget = [
  'suggestWidgetVisible',
  'findWidgetVisible',
  'renameInputVisible',
  'parameterHintsVisible',
  'inSnippetMode',
  'messageVisible',
  'referenceSearchVisible',
  'editorHasMultipleSelections',
]
  .map((key) => `!${key}`)
  .join(' && ');
const caretAlone = `!editorHasSelection && ${noWidget}`;

interface CellKey {
  readonly command: EditorCommand;
  readonly label: string;
  /** None for what the context menu offers and the page has keys for. */
  readonly key?: number;
  readonly when: string;
}

const inScript = "editorTextFocus && editorLangId == 'typescript'";

const keys: readonly CellKey[] = [
  { command: 'run', label: 'Run cell', key: KeyMod.CtrlCmd | KeyCode.Enter, when: 'editorTextFocus' },
  { command: 'run-and-advance', label: 'Run cell and go to the next', key: KeyMod.Shift | KeyCode.Enter, when: 'editorTextFocus' },
  { command: 'run-and-insert', label: 'Run cell and insert one below', key: KeyMod.Alt | KeyCode.Enter, when: 'editorTextFocus' },
  { command: 'leave', label: 'Leave the editor', key: KeyCode.Escape, when: `editorTextFocus && !editorHoverVisible && ${noWidget}` },
  { command: 'previous', label: 'Go to the cell above', key: KeyCode.UpArrow, when: `editorTextFocus && ${caretEdgeKeys.top} && ${caretAlone}` },
  { command: 'next', label: 'Go to the cell below', key: KeyCode.DownArrow, when: `editorTextFocus && ${caretEdgeKeys.bottom} && ${caretAlone}` },
  { command: 'format', label: 'Format cell', when: inScript },
  { command: 'organise-imports', label: 'Organise imports', when: inScript },
  { command: 'add-imports', label: 'Add missing imports', when: inScript },
];

/** Registers the keys once for all editors; `handle` is told which one had the focus. */
export function registerCellKeys(handle: (focused: editor.ICodeEditor, command: EditorCommand) => void): void {
  for (const { command, label, key, when } of keys) {
    editor.addEditorAction({
      id: `gradbook.${command}`,
      label,
      ...(key === undefined ? { precondition: when, contextMenuGroupId: '1_modification' } : { keybindings: [key], keybindingContext: when }),
      run: (focused) => handle(focused, command),
    });
  }
}
