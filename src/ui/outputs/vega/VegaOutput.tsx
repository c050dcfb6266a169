import type { JSX } from 'react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { readTheme, watchTheme } from '../../../charts/theme';
import { useOpenSession } from '../../context';
import { Button } from '../../controls/Button';
import type { RendererProps } from '../rendering';
import type { VegaDrawing } from './draw';
import type { VegaSpec } from './spec';
import styles from './vega.module.css';

type Phase = { readonly name: 'drawing' } | { readonly name: 'drawn'; readonly drawing: VegaDrawing } | { readonly name: 'failed'; readonly message: string };

/** A chart of Vega or Vega-Lite. Until it is drawn, and where it cannot be, the picture saved beside it stands in. */
export function VegaOutput({ value, context }: RendererProps<VegaSpec>): JSX.Element {
  const { language } = value;
  const { trusted, label, alternative } = context;
  const { commands } = useOpenSession();
  const host = useRef<HTMLDivElement>(null);
  const [phase, setPhase] = useState<Phase>({ name: 'drawing' });
  // An update that changes only the picture beside the spec draws nothing anew.
  const text = useMemo(() => JSON.stringify(value.spec), [value.spec]);

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    let current: VegaDrawing | null = null;
    let turn = 0;
    const draw = async (): Promise<void> => {
      const own = ++turn;
      try {
        const { drawVega } = await import('./draw');
        if (own !== turn) return;
        current?.dispose();
        current = null;
        const drawing = await drawVega(element, { language, spec: JSON.parse(text) as VegaSpec['spec'] }, { theme: readTheme(element), network: trusted });
        if (own !== turn) return drawing.dispose();
        current = drawing;
        setPhase({ name: 'drawn', drawing });
      } catch (error) {
        if (own === turn) setPhase({ name: 'failed', message: error instanceof Error ? error.message : String(error) });
      }
    };
    void draw();
    const unwatch = watchTheme(element, () => void draw());
    return () => {
      turn++;
      unwatch();
      current?.dispose();
      element.replaceChildren();
    };
  }, [text, language, trusted]);

  const refusals = phase.name === 'drawn' ? phase.drawing.refusals : [];
  const untrusted = refusals.filter(({ reason }) => reason === 'untrusted');
  const complaints = phase.name === 'drawn' && refusals.length === 0 ? phase.drawing.complaints : [];
  const showsPicture = alternative !== null && (phase.name !== 'drawn' || untrusted.length > 0);
  return (
    <div className={styles.output}>
      {untrusted.length > 0 ? (
        <div className={styles.note}>
          <span>
            {addresses(untrusted)} {untrusted.length === 1 ? 'is' : 'are'} not loaded until you trust the notebook.
          </span>
          <Button tone="plain" className={styles.trust} onClick={() => commands.trustOutputs()}>
            Trust its outputs
          </Button>
        </div>
      ) : null}
      {refusals
        .filter(({ reason }) => reason === 'not-an-address')
        .map(({ address }) => (
          <p key={address} className={styles.note}>
            ‘{address}’ cannot be loaded: use an address that starts with https://, or put the rows into data.values.
          </p>
        ))}
      {phase.name === 'failed' ? <p className={styles.failure}>The chart cannot be drawn: {phase.message}</p> : null}
      {showsPicture ? alternative() : null}
      <div ref={host} role="group" aria-label={label} className={styles.chart} hidden={showsPicture || phase.name === 'failed'} />
      {complaints.map((complaint) => (
        <p key={complaint} className={styles.note}>
          {complaint}
        </p>
      ))}
    </div>
  );
}

function addresses(refusals: readonly { readonly address: string }[]): string {
  const names = [...new Set(refusals.map(({ address }) => new URL(address).host))];
  return `Data from ${names.join(', ')}`;
}
