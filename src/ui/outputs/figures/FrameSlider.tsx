import ChevronLeft from 'lucide-react/icons/chevron-left';
import ChevronRight from 'lucide-react/icons/chevron-right';
import type { JSX } from 'react';
import { IconButton } from '../../controls/IconButton';
import styles from './figures.module.css';

interface Props {
  readonly frames: readonly string[];
  readonly frame: number;
  readonly onChange: (frame: number) => void;
}

/** Goes through the moments of a training. */
export function FrameSlider({ frames, frame, onChange }: Props): JSX.Element {
  const label = frames[frame] ?? '';
  return (
    <div className={styles.slider} role="group" aria-label="Step of the training">
      <IconButton icon={ChevronLeft} label="Step before" disabled={frame === 0} onClick={() => onChange(frame - 1)} />
      <input
        type="range"
        aria-label="Step"
        aria-valuetext={label}
        min={0}
        max={frames.length - 1}
        value={frame}
        onChange={(event) => onChange(event.currentTarget.valueAsNumber)}
        onKeyDown={(event) => event.stopPropagation()}
      />
      <IconButton icon={ChevronRight} label="Step after" disabled={frame === frames.length - 1} onClick={() => onChange(frame + 1)} />
      <output className={styles.moment}>{label}</output>
    </div>
  );
}
