import Check from 'lucide-react/icons/check';
import Copy from 'lucide-react/icons/copy';
import { useRef, useState } from 'react';
import type { JSX } from 'react';
import { Button } from '../../controls/Button';
import { Icon } from '../../controls/Icon';
import styles from './remote.module.css';
import { startLines } from './server-address';

/** How to start a server, ready to be copied. */
export function StartServer(): JSX.Element {
  const lines = startLines(location);
  const text = useRef<HTMLPreElement>(null);
  const [copied, setCopied] = useState<'no' | 'yes' | 'refused'>('no');

  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(lines);
      setCopied('yes');
    } catch {
      if (text.current) getSelection()?.selectAllChildren(text.current);
      setCopied('refused');
    }
  };

  return (
    <section className={styles.start} aria-label="Start a server">
      <div className={styles.startHead}>
        <span className={styles.label}>No server yet? Start one where the accelerator is, or on this computer</span>
        <Button onClick={() => void copy()} aria-label="Copy the commands">
          <Icon of={copied === 'yes' ? Check : Copy} />
          {copied === 'yes' ? 'Copied' : 'Copy'}
        </Button>
      </div>
      <pre ref={text} className={styles.lines} tabIndex={0} aria-label="Commands that start a server">
        {lines}
      </pre>
      <p className={styles.hint}>
        Run them in Gradbook&apos;s folder; with a TPU say <code>&apos;./remote[tpu]&apos;</code>, with CUDA <code>&apos;./remote[cuda]&apos;</code>. It prints the address to paste here.
        {copied === 'refused' ? ' The clipboard is closed to this page: press Ctrl+C to copy the selected lines.' : ''}
      </p>
      <span className="visually-hidden" role="status">
        {copied === 'yes' ? 'Commands copied' : ''}
      </span>
    </section>
  );
}
