import { useEffect, useRef, useState } from 'react';
import type { JSX } from 'react';
import { useOpenSession, useSession } from '../context';
import styles from './FileName.module.css';
import { useShell } from './shell-context';

/** The file's name, editable in place: Enter or leaving the field keeps it, Esc does not. */
export function FileName(): JSX.Element {
  const { commands } = useOpenSession();
  const name = useSession((state) => state.name);
  const { renaming, endRename } = useShell();
  const [draft, setDraft] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const dropped = useRef(false);

  useEffect(() => {
    if (!renaming) return;
    // After the menu that asked for it has put the focus back.
    const timer = setTimeout(() => {
      field.current?.focus();
      field.current?.select();
      endRename();
    }, 50);
    return () => clearTimeout(timer);
  }, [renaming, endRename]);

  const keep = (): void => {
    const wanted = dropped.current ? undefined : draft?.trim();
    dropped.current = false;
    if (wanted && wanted !== name) commands.rename(wanted);
    setDraft(null);
  };

  const shown = draft ?? name;
  return (
    <input
      ref={field}
      className={styles.name}
      aria-label="File name"
      title={shown}
      value={shown}
      size={Math.min(60, Math.max(8, shown.length + 1))}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => setDraft(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') {
          event.preventDefault();
          event.currentTarget.blur();
        } else if (event.key === 'Escape') {
          event.preventDefault();
          dropped.current = true;
          event.currentTarget.blur();
        }
      }}
    />
  );
}
