import type { JSX } from 'react';
import { useServices } from '../context';
import { useShell } from '../frame/shell-context';
import { BlankArt, DataArt, DigitsArt, OpenArt } from './art';
import styles from './FirstSteps.module.css';
import { ownDataNotebook } from './starters';

interface Step {
  readonly title: string;
  readonly text: string;
  readonly art: JSX.Element;
  run(): void;
}

/** The four things to begin with. */
export function FirstSteps(): JSX.Element {
  const { app } = useServices();
  const shell = useShell();
  const steps: readonly Step[] = [
    {
      title: 'Train on digits',
      text: 'A small network learns to read handwriting as you watch.',
      art: <DigitsArt />,
      run: () => void app.commands.openExample('digits'),
    },
    {
      title: 'Use your own data',
      text: 'Choose CSV tables, IDX arrays or any file, and look inside.',
      art: <DataArt />,
      run: () => void app.commands.newNotebook(ownDataNotebook),
    },
    {
      title: 'Open a file or link',
      text: 'An .ipynb from your disk, a shared link or an address.',
      art: <OpenArt />,
      run: () => shell.openDialog({ kind: 'open' }),
    },
    {
      title: 'Start blank',
      text: 'An empty notebook, saved in this browser as you type.',
      art: <BlankArt />,
      run: () => void app.commands.newNotebook(),
    },
  ];
  return (
    <ul className={styles.steps}>
      {steps.map((step) => (
        <li key={step.title}>
          <button type="button" className={styles.step} onClick={step.run}>
            <span className={styles.art}>{step.art}</span>
            <span className={styles.words}>
              <span className={styles.title}>{step.title}</span>
              <span className={styles.text}>{step.text}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
