import { useState } from 'react';
import type { FormEvent, JSX } from 'react';
import { cdnAddress, usualCdns } from '../../session/module-settings';
import { useApp, useServices } from '../context';
import { Button } from '../controls/Button';
import { Dialog } from '../controls/Dialog';
import { TextField } from '../controls/TextField';
import styles from './SettingsDialog.module.css';

const FORM = 'settings';
const [usual, standIn] = usualCdns;

/** Choices that belong to this browser, not to a notebook. */
export function SettingsDialog({ onClose }: { onClose(): void }): JSX.Element {
  const { app } = useServices();
  const current = useApp((state) => state.moduleCdn) ?? usual;
  const [address, setAddress] = useState(current);
  const [problem, setProblem] = useState<string | null>(null);

  const save = (event: FormEvent): void => {
    event.preventDefault();
    const checked = cdnAddress(address.trim() === '' ? usual : address);
    if (!checked.ok) {
      setProblem(checked.error);
      return;
    }
    app.commands.setModuleCdn(checked.value === usual ? null : checked.value);
    onClose();
  };

  return (
    <Dialog
      title="Settings"
      description="Kept in this browser, for all notebooks."
      width="small"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={FORM} tone="accent">
            Save
          </Button>
        </>
      }
    >
      <form id={FORM} onSubmit={save}>
        <label htmlFor="module-cdn" className={styles.label}>
          Package CDN
        </label>
        <div className={styles.line}>
          <TextField
            id="module-cdn"
            inputMode="url"
            value={address}
            aria-invalid={problem !== null}
            aria-describedby={problem === null ? 'module-cdn-note' : 'module-cdn-problem module-cdn-note'}
            onChange={(event) => {
              setAddress(event.target.value);
              setProblem(null);
            }}
          />
          <Button
            type="button"
            disabled={address === usual}
            onClick={() => {
              setAddress(usual);
              setProblem(null);
            }}
          >
            Use the default
          </Button>
        </div>
        {problem === null ? null : (
          <p id="module-cdn-problem" className={styles.problem} role="alert">
            {problem}
          </p>
        )}
        <p id="module-cdn-note" className={styles.note}>
          Where <code>import … from &apos;package&apos;</code> finds packages. It must serve them as ES modules, laid out as esm.sh does; an address
          that ends in /npm/ is read as jsDelivr’s. What it lacks comes from {current === standIn ? usual : standIn}
        </p>
      </form>
    </Dialog>
  );
}
