import Clock from 'lucide-react/icons/clock';
import type { JSX } from 'react';
import { useApp, useServices } from '../context';
import { Icon } from '../controls/Icon';
import styles from './Lists.module.css';

/** The notebooks that come with the product; opening one makes a copy. */
export function ExampleList(): JSX.Element {
  const { app } = useServices();
  const examples = useApp((state) => state.examples);
  return (
    <section aria-labelledby="examples" className={styles.section}>
      <h2 id="examples" className={styles.title}>
        Examples
      </h2>
      <ul className={styles.examples}>
        {examples.map((example) => (
          <li key={example.name}>
            <button type="button" className={styles.example} onClick={() => void app.commands.openExample(example.name)}>
              <span className={styles.topic}>{example.topic}</span>
              <span className={styles.exampleTitle}>{example.title}</span>
              <span className={styles.exampleText}>{example.summary}</span>
              <span className={styles.minutes}>
                <Icon of={Clock} />
                about {example.minutes} min
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
