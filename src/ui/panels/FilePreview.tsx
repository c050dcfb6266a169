import { useEffect, useState } from 'react';
import type { JSX } from 'react';
import type { StoredFile } from '../../session/types';
import { useOpenSession } from '../context';
import { byteWords } from '../frame/words';
import styles from './FilePreview.module.css';
import { fileKind } from './reading-code';

/** Bytes read of a text, and of a file whose kind its name does not tell. */
const textBytes = 16_384;
const hexBytes = 128;

type Preview =
  | { readonly kind: 'loading' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'image'; readonly url: string }
  | { readonly kind: 'text'; readonly text: string; readonly cut: boolean }
  | { readonly kind: 'hex'; readonly text: string };

/** The beginning of a file: its picture, its text, or its first bytes. */
export function FilePreview({ file }: { readonly file: StoredFile }): JSX.Element {
  const { commands } = useOpenSession();
  const [preview, setPreview] = useState<Preview>({ kind: 'loading' });

  useEffect(() => {
    let current = true;
    let url: string | null = null;
    const load = async (): Promise<void> => {
      const content = await commands.readFile(file.name);
      const shown = content ? await previewOf(file.name, content) : ({ kind: 'missing' } as const);
      if (shown.kind === 'image') url = shown.url;
      if (current) setPreview(shown);
      else if (url !== null) URL.revokeObjectURL(url);
    };
    load().catch(() => {
      if (current) setPreview({ kind: 'missing' });
    });
    return () => {
      current = false;
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [commands, file.name, file.modifiedAt, file.size]);

  switch (preview.kind) {
    case 'loading':
      return <p className={styles.note}>Reading…</p>;
    case 'missing':
      return <p className={styles.note}>This file cannot be read. Refresh the list of files.</p>;
    case 'image':
      return <img className={styles.image} src={preview.url} alt={file.name} />;
    case 'text':
      return (
        <pre className={styles.text} tabIndex={0} aria-label={`Beginning of ${file.name}`}>
          {preview.text}
          {preview.cut ? `\n… ${byteWords(textBytes)} of ${byteWords(file.size)}` : ''}
        </pre>
      );
    case 'hex':
      return (
        <pre className={styles.text} tabIndex={0} aria-label={`First bytes of ${file.name}`}>
          {preview.text}
        </pre>
      );
    default:
      return preview satisfies never;
  }
}

async function previewOf(name: string, content: Blob): Promise<Preview> {
  const kind = fileKind(name);
  if (kind === 'image') return { kind: 'image', url: URL.createObjectURL(content) };
  const start = new Uint8Array(await content.slice(0, textBytes).arrayBuffer());
  const text = decodeText(start, content.size > textBytes);
  if (text !== null && !/\.gz$/i.test(name)) return { kind: 'text', text, cut: content.size > textBytes };
  return { kind: 'hex', text: hexOf(start.subarray(0, hexBytes)) };
}

/** Null where the bytes are no UTF-8 text. `cut`: the end may fall inside a character. */
function decodeText(bytes: Uint8Array, cut: boolean): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: cut });
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

function hexOf(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 8) {
    const row = Array.from(bytes.subarray(at, at + 8), (byte) => byte.toString(16).padStart(2, '0'));
    lines.push(`${at.toString(16).padStart(4, '0')}  ${row.join(' ')}`);
  }
  return lines.join('\n');
}
