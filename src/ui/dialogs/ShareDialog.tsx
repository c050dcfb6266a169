import Check from 'lucide-react/icons/check';
import Copy from 'lucide-react/icons/copy';
import Download from 'lucide-react/icons/download';
import { useEffect, useRef, useState } from 'react';
import type { JSX } from 'react';
import type { Session } from '../../session/types';
import { ipynbName } from '../commands/file-commands';
import { Button } from '../controls/Button';
import { Checkbox } from '../controls/Checkbox';
import { Dialog } from '../controls/Dialog';
import { Icon } from '../controls/Icon';
import { TextField } from '../controls/TextField';
import { useShell } from '../frame/shell-context';
import { linkAdvice } from './link-advice';
import styles from './ShareDialog.module.css';

interface Props {
  readonly session: Session;
  onClose(): void;
}

type Links =
  | { readonly kind: 'making' }
  | { readonly kind: 'made'; readonly withOutputs: string; readonly without: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** The notebook as a link that holds all of it. */
export function ShareDialog({ session, onClose }: Props): JSX.Element {
  const shell = useShell();
  const [links, setLinks] = useState<Links>({ kind: 'making' });
  const [outputs, setOutputs] = useState(true);
  const [copied, setCopied] = useState<'no' | 'yes' | 'refused'>('no');
  const field = useRef<HTMLInputElement>(null);

  useEffect(() => {
    let current = true;
    Promise.all([session.commands.shareLink({ outputs: true }), session.commands.shareLink({ outputs: false })]).then(
      ([withOutputs, without]) => {
        if (current) setLinks({ kind: 'made', withOutputs, without });
      },
      (failure: unknown) => {
        if (current) setLinks({ kind: 'failed', reason: failure instanceof Error ? failure.message : String(failure) });
      },
    );
    return () => {
      current = false;
    };
  }, [session]);

  const link = links.kind === 'made' ? (outputs ? links.withOutputs : links.without) : '';
  const advice = linkAdvice(link);

  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(link);
      setCopied('yes');
    } catch {
      field.current?.select();
      setCopied('refused');
    }
  };
  const download = (): void => {
    const content = new Blob([session.commands.toIpynb()], { type: 'application/x-ipynb+json' });
    shell.saveFile(ipynbName(session.store.getState().name), content);
  };

  return (
    <Dialog
      title="Share"
      description="The link holds the whole notebook. No server keeps it; whoever has the link has a copy. Files are not in it."
      onClose={onClose}
      footer={
        <Button onClick={download}>
          <Icon of={Download} />
          Download .ipynb instead
        </Button>
      }
    >
      <label htmlFor="share-link" className={styles.label}>
        Link
      </label>
      <div className={styles.line}>
        <TextField
          ref={field}
          id="share-link"
          readOnly
          className={styles.link}
          value={links.kind === 'making' ? 'Making the link…' : links.kind === 'failed' ? 'No link' : link}
          aria-describedby="share-length"
          onFocus={(event) => event.target.select()}
        />
        <Button tone="accent" disabled={links.kind !== 'made'} onClick={() => void copy()}>
          <Icon of={copied === 'yes' ? Check : Copy} />
          {copied === 'yes' ? 'Copied' : 'Copy'}
        </Button>
      </div>
      <p id="share-length" className={styles.length}>
        {links.kind === 'made' ? `${figure(link.length)} characters` : '\u00a0'}
        {copied === 'refused' ? ' · The clipboard is closed to this page: press Ctrl+C to copy the selected link' : ''}
      </p>
      {links.kind === 'failed' ? (
        <p className={styles.advice} data-tone="danger">
          The link could not be made: {links.reason}
        </p>
      ) : null}
      <Checkbox
        checked={outputs}
        onChange={(checked) => {
          setOutputs(checked);
          setCopied('no');
        }}
      >
        Include outputs
        {links.kind === 'made' ? <span className={styles.effect}> {outputsEffect(links)}</span> : null}
      </Checkbox>
      {advice ? (
        <p className={styles.advice} data-tone={advice.tone} role="status">
          {advice.text}
        </p>
      ) : null}
      <span className="visually-hidden" role="status">
        {copied === 'yes' ? 'Link copied' : ''}
      </span>
    </Dialog>
  );
}

function outputsEffect(links: { readonly withOutputs: string; readonly without: string }): string {
  const more = links.withOutputs.length - links.without.length;
  return more > 0 ? `(${figure(more)} of the ${figure(links.withOutputs.length)} characters)` : '(this notebook has none)';
}

const figure = (count: number): string => count.toLocaleString('en-US');
