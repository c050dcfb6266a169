import type { JSX } from 'react';
import { Dialog } from '../controls/Dialog';
import { Mark } from '../controls/Mark';
import styles from './AboutDialog.module.css';

const facts: readonly { readonly title: string; readonly text: string }[] = [
  { title: 'Where it runs', text: 'Cells run in a worker of this tab, on your GPU through WebGPU or WebGL, or on the CPU through WebAssembly.' },
  { title: 'Where data is', text: 'Notebooks and files are stored in this browser only. Clearing the site’s data removes them: download what you want to keep.' },
  { title: 'What a link holds', text: 'The notebook itself, compressed. Opening one shows a copy that runs nothing until you allow it.' },
  { title: 'Built with', text: 'TensorFlow.js, the Monaco editor, TypeScript, React and KaTeX. MIT licence.' },
];

export function AboutDialog({ onClose }: { onClose(): void }): JSX.Element {
  return (
    <Dialog title="About Gradbook" width="small" onClose={onClose}>
      <div className={styles.head}>
        <Mark size={40} />
        <p>A notebook for training neural networks that runs in a browser tab.</p>
      </div>
      <dl className={styles.facts}>
        {facts.map((fact) => (
          <div key={fact.title}>
            <dt>{fact.title}</dt>
            <dd>{fact.text}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
