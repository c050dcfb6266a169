import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { EditorCommand, EditorLanguage } from '../../language/editor/types';
import { InterimEditor } from './InterimEditor';
import { StaticCode } from './StaticCode';
import { useAttachedEditor } from './use-attached-editor';
import { useEditorService } from './use-editor-service';
import { useNearness } from './use-nearness';
import './code.css';

/** Counted from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

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
  /** A place to show and put the caret at; a new object asks anew. */
  readonly reveal?: TextPlace | null;
  /** A definition was followed into a cell that is far away; the notebook shows it. */
  onOpenCell?(cellId: string, place: TextPlace): void;
}

/** A cell's text: coloured, and editable by Monaco once the cell is near and Monaco is there. */
export function CellEditor(props: CellEditorProps) {
  const { text, language, active, placeholder, reveal } = props;
  const root = useRef<HTMLDivElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const { close, near } = useNearness(root);
  const [focused, setFocused] = useState(false);
  const [composing, setComposing] = useState(false);
  /** Where the caret goes when the focus comes; an offset into the text. */
  const [caret, setCaret] = useState<number | null>(null);
  const [shown, setShown] = useState<TextPlace | null>(null);

  const latestText = useRef(text);
  useLayoutEffect(() => {
    latestText.current = text;
  });

  const toReveal = reveal && reveal !== shown ? reveal : null;
  const urgent = active || focused || caret !== null || toReveal !== null;
  const service = useEditorService(urgent);
  const onFocus = (): void => {
    setFocused(true);
    props.onFocus();
  };
  const onBlur = (): void => {
    setFocused(false);
    props.onBlur();
  };
  // An input method's half-written word would be lost if its field were exchanged.
  const wanted = (near || urgent) && !composing;
  const view = useAttachedEditor(host, { service, wanted, urgent, props, onFocus, onBlur });

  useEffect(() => {
    if (!active) return;
    // Left before Monaco was there: it must not take the focus back when it comes.
    return () => setCaret(null);
  }, [active]);

  useEffect(() => {
    if (!view || (!active && caret === null)) return;
    if (caret !== null) {
      const { line, column } = placeOf(latestText.current, caret);
      view.revealPosition(line, column);
      setCaret(null);
    }
    if (!view.hasFocus()) view.focus();
  }, [view, active, caret]);

  useEffect(() => {
    if (!view || !toReveal) return;
    view.revealPosition(toReveal.line, toReveal.column);
    setShown(toReveal);
  }, [view, toReveal]);

  const interim = !view && (active || focused || caret !== null);
  return (
    <div ref={root} className="cell-editor" data-language={language}>
      <div ref={host} className="cell-editor-host" />
      {!view && <StaticCode text={text} language={language} colored={close} hidden={interim} onPick={setCaret} />}
      {interim && (
        <InterimEditor
          text={text}
          label={props.label}
          caret={caret ?? text.length}
          onChange={props.onChange}
          onFocus={onFocus}
          onBlur={onBlur}
          onCommand={props.onCommand}
          onCaret={setCaret}
          onComposing={setComposing}
        />
      )}
      {text === '' && placeholder !== undefined && (
        <div className="cell-editor-placeholder" aria-hidden="true">
          {placeholder}
        </div>
      )}
    </div>
  );
}

function placeOf(text: string, offset: number): TextPlace {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
