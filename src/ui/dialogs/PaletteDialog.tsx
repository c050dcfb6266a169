import Search from 'lucide-react/icons/search';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import type { JSX, KeyboardEvent } from 'react';
import { titleNow } from '../commands/command';
import type { Command, CommandState } from '../commands/command';
import { matchTitle } from '../commands/match';
import { commands } from '../commands/registry';
import { useCommandRunner } from '../commands/use-commands';
import { Dialog } from '../controls/Dialog';
import { Icon } from '../controls/Icon';
import { Keys } from '../controls/Keys';
import styles from './PaletteDialog.module.css';

interface Found {
  readonly command: Command;
  readonly at: ReadonlySet<number>;
}

/** Every command that applies now, found by typing parts of its name. */
export function PaletteDialog({ onClose }: { onClose(): void }): JSX.Element {
  const runner = useCommandRunner();
  const list = useId();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const active = useRef<HTMLLIElement>(null);
  const state = useMemo(() => runner.state(), [runner]);
  const applying = useMemo(() => commands.filter((command) => command.id !== 'tools.palette' && command.when(state)), [state]);
  const found = useMemo(() => search(applying, query, state), [applying, query, state]);

  useEffect(() => {
    active.current?.scrollIntoView({ block: 'nearest' });
  }, [at, found]);

  const choose = (command: Command | undefined): void => {
    if (!command) return;
    onClose();
    // The dialog closes first, so that one opened by the command is not closed with it.
    setTimeout(() => runner.run(command), 0);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && found.length > 0) {
      event.preventDefault();
      setAt((at + step + found.length) % found.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      choose(found[at]?.command);
    }
  };
  const idAt = (index: number): string => `${list}-${index}`;

  return (
    <Dialog title="Command palette" titleHidden onClose={onClose}>
      <div className={styles.line}>
        <Icon of={Search} className={styles.icon} />
        <input
          className={styles.field}
          role="combobox"
          aria-label="Find a command"
          aria-expanded={found.length > 0}
          aria-controls={list}
          aria-activedescendant={found.length > 0 ? idAt(at) : undefined}
          autoComplete="off"
          autoFocus
          spellCheck={false}
          placeholder="Find a command"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <ul className={styles.list} id={list} role="listbox" aria-label="Commands">
        {found.map(({ command, at: letters }, index) => (
          <li
            key={command.id}
            id={idAt(index)}
            ref={index === at ? active : undefined}
            role="option"
            aria-selected={index === at}
            className={styles.option}
            onMouseMove={() => setAt(index)}
            onClick={() => choose(command)}
          >
            <span className={styles.menu}>{command.menu?.name ?? 'Cells'}</span>
            <span className={styles.title}>
              {[...fullTitle(command, state)].map((letter, position) => (letters.has(position) ? <b key={position}>{letter}</b> : letter))}
            </span>
            {command.keys?.[0] ? <Keys keys={command.keys[0].keys} /> : null}
          </li>
        ))}
      </ul>
      {found.length === 0 ? <p className={styles.empty}>No command is called “{query}”.</p> : null}
    </Dialog>
  );
}

function fullTitle(command: Command, state: CommandState): string {
  return command.menu?.under === undefined ? titleNow(command, state) : `${command.menu.under}: ${command.title.charAt(0).toLowerCase()}${command.title.slice(1)}`;
}

function search(among: readonly Command[], query: string, state: CommandState): readonly Found[] {
  return among
    .flatMap((command) => {
      const match = matchTitle(query, fullTitle(command, state));
      return match ? [{ command, score: match.score, at: new Set(match.at) }] : [];
    })
    .toSorted((a, b) => b.score - a.score);
}
