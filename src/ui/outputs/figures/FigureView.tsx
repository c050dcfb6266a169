import Download from 'lucide-react/icons/download';
import type { JSX } from 'react';
import { useState } from 'react';
import { figureSvg } from '../../../charts/kinds/bundle';
import { framesOf } from '../../../charts/kinds/draw';
import type { Figure } from '../../../charts/kinds/figure';
import { figureText } from '../../../charts/kinds/words';
import { pngOf } from '../../../charts/png';
import { IconButton } from '../../controls/IconButton';
import { Menu, MenuItem } from '../../controls/Menu';
import { saveFile } from '../download';
import type { RendererProps } from '../rendering';
import { ClassLegend } from './ClassLegend';
import { DrawnFigure } from './DrawnFigure';
import { FrameSlider } from './FrameSlider';
import { ImageGrid } from './ImageGrid';
import styles from './figures.module.css';

/** A figure with its title, its words for screen readers, a slider where it changes over training, and its tools. */
export function FigureView({ value: figure, context }: RendererProps<Figure>): JSX.Element {
  const frames = framesOf(figure);
  // Until it is moved, the slider stays at the newest.
  const [chosen, setChosen] = useState<number | null>(null);
  const frame = Math.min(chosen ?? Infinity, Math.max(0, frames.length - 1));
  const [hidden, setHidden] = useState<ReadonlySet<number>>(none);
  const classes = figure.kind === 'embedding' ? figure.classes : undefined;
  const name = figure.title ?? figure.kind;
  const summary = figureText(figure, frame);
  const svg = (): string => figureSvg(figure, frame);
  return (
    <figure className={styles.figure} aria-label={context.label}>
      <div className={styles.head}>
        {figure.title === undefined ? null : <h4 className={styles.title}>{figure.title}</h4>}
        <div className={styles.tools}>
          <Menu align="end" trigger={<IconButton icon={Download} label="Download figure" />}>
            <MenuItem onSelect={() => saveFile(`${name}.svg`, new Blob([svg()], { type: 'image/svg+xml' }))}>SVG</MenuItem>
            <MenuItem onSelect={() => void pngOf(svg(), document).then((png) => saveFile(`${name}.png`, png))}>PNG</MenuItem>
          </Menu>
        </div>
      </div>
      {frames.length > 1 ? <FrameSlider frames={frames} frame={frame} onChange={(next) => setChosen(next === frames.length - 1 ? null : next)} /> : null}
      {classes === undefined ? null : <ClassLegend classes={classes} hidden={hidden} onChange={setHidden} />}
      {figure.kind === 'images' ? <ImageGrid figure={figure} frame={frame} /> : <DrawnFigure figure={figure} frame={frame} summary={summary} hidden={classes === undefined ? undefined : hidden} />}
      <figcaption className={styles.caption}>{noteOf(figure, summary)}</figcaption>
    </figure>
  );
}

const none: ReadonlySet<number> = new Set();

/** The title stands above already. */
const noteOf = ({ title }: Figure, summary: string): string => (title !== undefined && summary.startsWith(`${title}. `) ? summary.slice(title.length + 2) : summary);
