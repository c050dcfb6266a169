import type { JSX } from 'react';
import { byteWords } from '../frame/words';
import styles from './FileRow.module.css';

/** A file on its way into the notebook; sizes in bytes. */
export function UploadRow({ name, done, size }: { readonly name: string; readonly done: number; readonly size: number }): JSX.Element {
  return (
    <li className={styles.upload}>
      <span className={styles.uploadWords}>
        <span className={styles.name}>{name}</span>
        <span className={styles.size}>
          {byteWords(done)} of {byteWords(size)}
        </span>
      </span>
      <progress className={styles.progress} aria-label={`Uploading ${name}`} value={done} max={Math.max(1, size)} />
    </li>
  );
}
