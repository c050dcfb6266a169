import { useEffect, useRef, type KeyboardEvent } from 'react';
import type { EditorCommand } from '../../language/editor/types';

interface InterimEditorProps {
  readonly text: string;
  readonly label: string;
  /** Where the caret starts, as an offset into the text. */
  readonly caret: number;
  onChange(text: string): void;
  onFocus(): void;
  onBlur(): void;
  onCommand(command: EditorCommand): void;
  /** Told of every move, so that the full editor can go on from here. */
  onCaret(offset: number): void;
  /** True while an input method composes; the field must not be taken away then. */
  onComposing(composing: boolean): void;
}

/** A plain field that takes what is typed before the full editor is there; same metrics, same keys. */
export function InterimEditor(props: InterimEditorProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const start = useRef(props.caret);
  useEffect(() => {
    field.current?.focus({ preventScroll: true });
    field.current?.setSelectionRange(start.current, start.current);
  }, []);
  return (
    <textarea
      ref={field}
      className="cell-editor-interim"
      aria-label={props.label}
      value={props.text}
      spellCheck={false}
      autoCapitalize="off"
      autoComplete="off"
      wrap="off"
      onChange={(event) => {
        props.onChange(event.target.value);
        props.onCaret(event.target.selectionStart);
      }}
      onSelect={(event) => props.onCaret(event.currentTarget.selectionStart)}
      onCompositionStart={() => props.onComposing(true)}
      onCompositionEnd={() => props.onComposing(false)}
      onFocus={props.onFocus}
      onBlur={props.onBlur}
      onKeyDown={(event) => {
        const command = commandOf(event);
        if (!command) return;
        event.preventDefault();
        event.stopPropagation();
        props.onCommand(command);
      }}
    />
  );
}

function commandOf(event: KeyboardEvent<HTMLTextAreaElement>): EditorCommand | null {
  const { key, currentTarget: field } = event;
  if (event.nativeEvent.isComposing) return null;
  const modifier = event.ctrlKey || event.metaKey;
  if (key === 'Enter' && modifier) return 'run';
  if (key === 'Enter' && event.shiftKey) return 'run-and-advance';
  if (key === 'Enter' && event.altKey) return 'run-and-insert';
  if (key === 'Escape') return 'leave';
  if (modifier || event.shiftKey || event.altKey || field.selectionStart !== field.selectionEnd) return null;
  if (key === 'ArrowUp' && !field.value.slice(0, field.selectionStart).includes('\n')) return 'previous';
  if (key === 'ArrowDown' && !field.value.slice(field.selectionStart).includes('\n')) return 'next';
  return null;
}
