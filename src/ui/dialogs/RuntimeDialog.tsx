import { useState } from 'react';
import type { JSX } from 'react';
import type { DeviceKind, DeviceReport } from '../../protocol/kernel';
import { useOpenSession, useSession } from '../context';
import { Button } from '../controls/Button';
import { Dialog } from '../controls/Dialog';
import { deviceWords } from '../frame/words';
import styles from './RuntimeDialog.module.css';

const order: readonly DeviceKind[] = ['gpu', 'cpu', 'tpu'];
const purposes: Readonly<Record<DeviceKind, string>> = {
  gpu: 'Fastest for most networks, from small convolutions up.',
  cpu: 'Everywhere, with threads and SIMD; often quicker for very small networks.',
  tpu: 'A remote server that runs whole training steps compiled.',
};

/** Which device the notebook computes on, what each is, and why one is missing. */
export function RuntimeDialog({ onClose }: { onClose(): void }): JSX.Element {
  const { commands } = useOpenSession();
  const devices = useSession((state) => state.devices);
  const current = useSession((state) => state.device?.kind ?? state.wantedDevice);
  const [wanted, setWanted] = useState<DeviceKind>(current);
  const listed = order.flatMap((kind) => devices.find((device) => device.kind === kind) ?? []);
  const available = listed.some((device) => device.kind === wanted && device.available);

  return (
    <Dialog
      title="Change runtime type"
      description="Variables, models and tensors move along. The choice is saved with the notebook."
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            tone="accent"
            disabled={!available || wanted === current}
            onClick={() => {
              commands.switchDevice(wanted);
              onClose();
            }}
          >
            {wanted === current ? 'In use' : `Switch to ${deviceWords(wanted)}`}
          </Button>
        </>
      }
    >
      {listed.length === 0 ? (
        <p className={styles.waiting} role="status">
          Looking at the devices of this machine…
        </p>
      ) : (
        <fieldset className={styles.choices}>
          <legend className="visually-hidden">Runtime type</legend>
          {listed.map((device) => (
            <DeviceCard
              key={device.kind}
              device={device}
              inUse={device.kind === current}
              chosen={device.kind === wanted}
              onChoose={() => setWanted(device.kind)}
            />
          ))}
        </fieldset>
      )}
    </Dialog>
  );
}

interface CardProps {
  readonly device: DeviceReport;
  readonly inUse: boolean;
  readonly chosen: boolean;
  onChoose(): void;
}

function DeviceCard({ device, inUse, chosen, onChoose }: CardProps): JSX.Element {
  const title = deviceWords(device.kind);
  const detail = `device-${device.kind}`;
  return (
    <label className={styles.card} data-chosen={chosen || undefined} data-missing={!device.available || undefined}>
      <input
        type="radio"
        name="runtime"
        className={styles.radio}
        aria-label={title}
        aria-describedby={detail}
        checked={chosen}
        disabled={!device.available}
        onChange={onChoose}
      />
      <span className={styles.words} id={detail}>
        <span className={styles.title}>
          {title}
          {inUse ? <span className={styles.chip}>In use</span> : null}
          {device.available ? null : <span className={styles.missing}>Not available</span>}
        </span>
        <span className={styles.name}>{device.available ? device.name : purposes[device.kind]}</span>
        {device.available ? <span className={styles.purpose}>{purposes[device.kind]}</span> : null}
        {device.reason === undefined ? null : (
          <span className={styles.reason}>
            {device.reason}
            {device.remedy === undefined ? '' : ` ${device.remedy}`}
          </span>
        )}
        {device.facts.length === 0 ? null : (
          <span className={styles.facts}>
            {device.facts.map((fact) => (
              <span key={fact.label} className={styles.fact}>
                <span className={styles.factLabel}>{fact.label}</span> {fact.value}
              </span>
            ))}
          </span>
        )}
      </span>
    </label>
  );
}
