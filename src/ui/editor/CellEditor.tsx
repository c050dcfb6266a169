import type { EditorCommand, EditorLanguage } from '../../language/editor/types';
import { InterimEditor } from './InterimEditor';
import './code.css';

export interface CellEditorProps {
  readonly cellId: string;
  readonly language: EditorLanguage;
  readonly text: string;
  /** The editor's accessible name. */
  readonly label: string;
  /** The keyboard belongs to this editor: it takes the focus as soon as it can. */
  readonly active: boolean;
  onChange(text: string): void;
  onFocus(): void;
  onBlur(): void;
  onCommand(command: EditorCommand): void;
  readonly placeholder?: string;
  /** A place to show and put the caret at, counted from 1; a new object asks anew. */
  readonly reveal?: { readonly line: number; readonly column: number } | null;
}

export function CellEditor(props: CellEditorProps) {
  const empty = props.text === '';
  return (
    <div className="cell-editor" data-language={props.language}>
      <pre className="cell-editor-static" data-hidden={props.active && !empty}>
        {empty ? <span className="cell-editor-placeholder">{props.placeholder ?? '\n'}</span> : `${props.text}\n`}
      </pre>
      {props.active && (
        <InterimEditor {...props} caret={props.text.length} onCaret={() => undefined} onComposing={() => undefined} />
      )}
    </div>
  );
}
