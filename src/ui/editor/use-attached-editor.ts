import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { CellEditor, EditorService } from '../../language/editor/types';
import type { CellEditorProps } from './CellEditor';
import { afterFrame } from './after-frame';
import { TextEcho } from './text-echo';
import { whenIdle } from './when-idle';

/** An editor nobody waits for is made in an idle moment, at the latest after this long, in milliseconds. */
const patience = 2000;

interface Options {
  readonly service: EditorService | null;
  /** Whether the cell should have an editor. */
  readonly wanted: boolean;
  /** Someone waits for it: no idle moment needed. */
  readonly urgent: boolean;
  readonly props: CellEditorProps;
  onFocus(): void;
  onBlur(): void;
}

/** Makes and drops the cell's editor inside `host`, and keeps it in step with the props; null while there is none. */
export function useAttachedEditor(host: RefObject<HTMLElement | null>, options: Options): CellEditor | null {
  const { service, wanted, urgent, props } = options;
  const [due, setDue] = useState(false);
  const [view, setView] = useState<CellEditor | null>(null);
  const latest = useRef(options);
  const echo = useRef(new TextEcho());
  useLayoutEffect(() => {
    latest.current = options;
  });

  useEffect(() => {
    if (!wanted) return setDue(false);
    if (due) return;
    return urgent ? setDue(true) : whenIdle(() => setDue(true), patience);
  }, [wanted, urgent, due]);

  const attach = service !== null && wanted && due;
  useLayoutEffect(() => {
    const element = host.current;
    if (!attach || !service || !element) return;
    const { cellId: id, language, text, label } = latest.current.props;
    const made = service.attach(element, { id, language, text }, label, {
      onChange(changed) {
        echo.current.send(changed);
        latest.current.props.onChange(changed);
      },
      onFocus: () => latest.current.onFocus(),
      onBlur: () => latest.current.onBlur(),
      onCommand: (command) => latest.current.props.onCommand(command),
      onHeight: () => undefined,
      onOpenCell: (cellId, line, column) => latest.current.props.onOpenCell?.(cellId, { line, column }),
    });
    const resized = new ResizeObserver(() => made.layout(element.clientWidth));
    resized.observe(element);
    setView(made);
    return () => {
      resized.disconnect();
      made.dispose();
      element.style.height = '';
      setView(null);
    };
  }, [attach, service, host, props.cellId, props.language]);

  useEffect(() => {
    if (!echo.current.isEcho(props.text)) view?.setText(props.text);
  }, [view, props.text]);
  useEffect(() => view?.setLabel(props.label), [view, props.label]);
  // Monaco works out all its options anew: not between a key and the frame that answers it.
  useEffect(() => (view ? afterFrame(() => view.setTabStop(props.active)) : undefined), [view, props.active]);
  return view;
}
