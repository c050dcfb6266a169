import { useState } from 'react';
import type { JSX, ReactNode } from 'react';
import type { DeviceKind, DeviceReport } from '../../protocol/kernel';
import type { RemoteState } from '../../session/remote/types';
import { useOpenSession, useSession } from '../context';
import { Button } from '../controls/Button';
import { Dialog } from '../controls/Dialog';
import { deviceWords } from '../frame/words';
import { welcomeWords } from './remote/remote-words';
import { RemotePanel } from './remote/RemotePanel';
import { useServerForm } from './remote/server-form';
import { ServerFields } from './remote/ServerFields';
import { WhichRuntime } from './remote/WhichRuntime';
import styles from './RuntimeDialog.module.css';

const order: readonly DeviceKind[] = ['gpu', 'cpu', 'tpu'];
const purposes: Readonly<Record<DeviceKind, string>> = {
  gpu: 'Fastest for most networks, from small convolutions up.',
  cpu: 'Everywhere, with threads and SIMD; often quicker for very small networks.',
  tpu: 'A remote server that runs whole training steps compiled, on TPUs, GPUs or CPUs.',
};

/** Which device the notebook computes on, what each is, and why one is missing; a server is connected to here. */
export function RuntimeDialog({ onClose }: { onClose(): void }): JSX.Element {
  const session = useOpenSession();
  const { commands } = session;
  const devices = useSession((state) => state.devices);
  const remote = useSession((state) => state.remote);
  const current = useSession((state) => state.device?.kind ?? state.wantedDevice);
  const [wanted, setWanted] = useState<DeviceKind>(current);
  const form = useServerForm(session);
  const listed = order.flatMap((kind) => devices.find((device) => device.kind === kind) ?? []);
  const joined = remote.phase === 'connected' || remote.phase === 'reconnecting';
  const available = listed.some((device) => device.kind === wanted && device.available);
  const joining = wanted === 'tpu' && !joined;

  const use = async (): Promise<void> => {
    if (joining && !(await form.connect())) return;
    commands.switchDevice(wanted);
    onClose();
  };

  return (
    <Dialog
      title="Change runtime type"
      description="Variables, models and tensors move along. The choice is saved with the notebook."
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{wanted === current && !joining ? 'Close' : 'Cancel'}</Button>
          <Button
            tone="accent"
            disabled={joining ? form.draft.address === '' || form.trial.kind === 'trying' : wanted === current || (wanted !== 'tpu' && !available)}
            onClick={() => void use()}
          >
            {joining ? 'Connect and switch' : wanted === current ? 'In use' : `Switch to ${deviceWords(wanted)}`}
          </Button>
        </>
      }
    >
      {listed.length === 0 ? (
        <p className={styles.waiting} role="status">
          Looking at the devices of this machine…
        </p>
      ) : (
        <div className={styles.choices}>
          <WhichRuntime />
          <fieldset className={styles.choices}>
            <legend className="visually-hidden">Runtime type</legend>
            {listed.map((device) => (
              <DeviceCard
                key={device.kind}
                device={device.kind === 'tpu' ? serverCard(device, remote, form.trial.kind !== 'none') : device}
                inUse={device.kind === current && (device.kind !== 'tpu' || joined)}
                chosen={device.kind === wanted}
                brief={wanted === 'tpu' && device.kind !== 'tpu'}
                onChoose={() => setWanted(device.kind)}
              >
                {device.kind !== 'tpu' ? null : joined ? <RemotePanel remote={remote} /> : <ServerFields form={form} />}
              </DeviceCard>
            ))}
          </fieldset>
        </div>
      )}
    </Dialog>
  );
}

/** The remote device can always be chosen: where no server is connected, choosing it asks for one. */
function serverCard(device: DeviceReport, remote: RemoteState, isTold: boolean): DeviceReport {
  const card = { kind: device.kind, backend: device.backend, available: true, facts: [] };
  switch (remote.phase) {
    case 'none':
      return { ...card, name: 'No server connected' };
    case 'connecting':
      return { ...card, name: `Connecting to ${remote.address}` };
    case 'connected':
    case 'reconnecting':
      return { ...card, name: welcomeWords(remote.welcome) };
    case 'failed':
      // The form tells of what was just tried.
      return { ...card, name: `Not connected to ${remote.address}`, ...(!isTold && { reason: remote.problem, remedy: remote.remedy }) };
    default:
      return remote satisfies never;
  }
}

interface CardProps {
  readonly device: DeviceReport;
  readonly inUse: boolean;
  readonly chosen: boolean;
  /** Without its facts, which leaves the room to another card. */
  readonly brief: boolean;
  /** What the chosen card holds beside its description. */
  readonly children: ReactNode;
  onChoose(): void;
}

function DeviceCard({ device, inUse, chosen, brief, children, onChoose }: CardProps): JSX.Element {
  const title = deviceWords(device.kind);
  const detail = `device-${device.kind}`;
  return (
    <div className={styles.card} data-chosen={chosen || undefined} data-missing={!device.available || undefined}>
      <label className={styles.head}>
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
          {brief || device.reason === undefined ? null : (
            <span className={styles.reason}>
              {device.reason}
              {device.remedy === undefined ? '' : ` ${device.remedy}`}
            </span>
          )}
          {brief || device.facts.length === 0 ? null : (
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
      {chosen && children !== null ? <div className={styles.more}>{children}</div> : null}
    </div>
  );
}
