import Maximize2 from 'lucide-react/icons/maximize-2';
import type { JSX } from 'react';
import { useState } from 'react';
import { Dialog } from '../controls/Dialog';
import { IconButton } from '../controls/IconButton';
import { useServices } from '../context';
import { ChartFigure } from './charts/ChartFigure';
import type { RendererProps } from './rendering';
import type { ChartSpec } from './values';
import styles from './charts/chart.module.css';

/** A chart, live or from the file, with its tools. */
export function ChartOutput({ value: spec, context }: RendererProps<ChartSpec>): JSX.Element {
  const { charts } = useServices();
  const [large, setLarge] = useState(false);
  return (
    <>
      <ChartFigure
        spec={spec}
        store={charts}
        label={context.label}
        tools={<IconButton icon={Maximize2} label="Full size" onClick={() => setLarge(true)} />}
      />
      {large ? (
        <Dialog title={spec.title ?? 'Chart'} width="large" onClose={() => setLarge(false)}>
          <ChartFigure spec={spec} store={charts} label={`${context.label}, full size`} className={styles.large} />
        </Dialog>
      ) : null}
    </>
  );
}
