import CaseSensitive from 'lucide-react/icons/case-sensitive';
import ChevronDown from 'lucide-react/icons/chevron-down';
import ChevronUp from 'lucide-react/icons/chevron-up';
import Regex from 'lucide-react/icons/regex';
import Replace from 'lucide-react/icons/replace';
import ReplaceAll from 'lucide-react/icons/replace-all';
import WholeWord from 'lucide-react/icons/whole-word';
import { use, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { JSX, KeyboardEvent } from 'react';
import { search, type Found, type Match, type SearchOptions } from '../../notebook/search';
import type { Result } from '../../base/result';
import { useOpenSession, useSession } from '../context';
import { Checkbox } from '../controls/Checkbox';
import { IconButton } from '../controls/IconButton';
import { TextField } from '../controls/TextField';
import { RevealContext } from '../outputs/reveal';
import { FoundList } from './FoundList';
import styles from './FindPanel.module.css';

const EMPTY: SearchOptions = { text: '', matchCase: false, wholeWord: false, regex: false, outputs: true };
const NOTHING: Result<Found, string> = { ok: true, value: { matches: [], more: false } };

/** Finds text in every cell and output of the notebook, those far from what is visible too, and replaces it. */
export function FindPanel(): JSX.Element {
  const { commands } = useOpenSession();
  const reveal = use(RevealContext);
  const notebook = useSession((state) => state.notebook);
  const [options, setOptions] = useState(EMPTY);
  const [replacement, setReplacement] = useState('');
  const [chosen, setChosen] = useState(-1);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);

  // The list may lag behind fast typing.
  const [asked, document] = [useDeferredValue(options), useDeferredValue(notebook)];
  const found = useMemo(() => (asked.text === '' ? NOTHING : search(document, asked)), [document, asked]);
  const matches = found.ok ? found.value.matches : [];
  const at = Math.min(chosen, matches.length - 1);
  const current = matches[at];

  const change = (part: Partial<SearchOptions>): void => {
    setOptions({ ...options, ...part });
    setChosen(-1);
  };
  const go = (index: number): void => {
    const match = matches[index];
    if (!match) return;
    setChosen(index);
    commands.select(match.cellId, { mode: 'command' });
  };
  const step = (by: 1 | -1): void => {
    if (matches.length > 0) go(at < 0 ? (by > 0 ? 0 : matches.length - 1) : (at + by + matches.length) % matches.length);
  };
  const open = (match: Match, index: number): void => {
    setChosen(index);
    if (match.place === 'source') reveal(match);
    else commands.select(match.cellId, { mode: 'command' });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    step(event.shiftKey ? -1 : 1);
  };
  const sources = matches.filter(({ place }) => place === 'source');
  const replace = (which: readonly Match[]): void => commands.replaceText(which, options, replacement);

  return (
    <div className={styles.find}>
      <div className={styles.fields}>
        <div className={styles.row}>
          <TextField
            ref={field}
            type="search"
            placeholder="Find in the notebook"
            aria-label="Find in the notebook"
            value={options.text}
            aria-invalid={!found.ok}
            onChange={(event) => change({ text: event.currentTarget.value })}
            onKeyDown={onKeyDown}
          />
          <IconButton icon={ChevronUp} label="Previous match" keys="Shift+Enter" disabled={matches.length === 0} onClick={() => step(-1)} />
          <IconButton icon={ChevronDown} label="Next match" keys="Enter" disabled={matches.length === 0} onClick={() => step(1)} />
        </div>
        <div className={styles.row}>
          <IconButton icon={CaseSensitive} label="Match case" aria-pressed={options.matchCase} className={styles.toggle} onClick={() => change({ matchCase: !options.matchCase })} />
          <IconButton icon={WholeWord} label="Whole words" aria-pressed={options.wholeWord} className={styles.toggle} onClick={() => change({ wholeWord: !options.wholeWord })} />
          <IconButton icon={Regex} label="Regular expression" aria-pressed={options.regex} className={styles.toggle} onClick={() => change({ regex: !options.regex })} />
          <Checkbox checked={options.outputs} onChange={(outputs) => change({ outputs })}>
            In outputs too
          </Checkbox>
        </div>
        <div className={styles.row}>
          <TextField placeholder="Replace with" aria-label="Replace with" value={replacement} onChange={(event) => setReplacement(event.currentTarget.value)} />
          <IconButton
            icon={Replace}
            label="Replace this match"
            disabled={current?.place !== 'source'}
            onClick={() => current && replace([current])}
          />
          <IconButton icon={ReplaceAll} label="Replace all in code and text" disabled={sources.length === 0} onClick={() => replace(sources)} />
        </div>
      </div>
      <p role="status" className={styles.count} data-problem={!found.ok || undefined}>
        {found.ok ? countWords(options.text, found.value, at) : found.error}
      </p>
      <FoundList matches={matches} current={at} onOpen={open} />
    </div>
  );
}

function countWords(text: string, { matches, more }: Found, at: number): string {
  if (text === '') return 'Finds text in code, prose and outputs.';
  if (matches.length === 0) return 'Nothing found.';
  const all = `${matches.length.toLocaleString('en')}${more ? '+' : ''} ${matches.length === 1 ? 'match' : 'matches'}`;
  return at < 0 ? all : `${at + 1} of ${all}`;
}
