import TriangleAlert from 'lucide-react/icons/triangle-alert';
import { useState } from 'react';
import type { JSX, ReactNode } from 'react';
import { costSoFar, spanWords } from '../../../base/cost';
import type { RemoteDevice, RemoteStats } from '../../../protocol/remote';
import type { RemoteConnection, RemoteState } from '../../../session/remote/types';
import { Button } from '../../controls/Button';
import { Icon } from '../../controls/Icon';
import { useNow } from '../../controls/use-now';
import { useOpenSession } from '../../context';
import { byteWords, countWords } from '../../frame/words';
import styles from './remote.module.css';
import { useRemoteStats } from './use-remote-stats';

type Live = Extract<RemoteState, { phase: 'connected' | 'reconnecting' }>;

/** The server in use: its devices and what they hold, who else is there, what it has cost, and the way out. */
export function RemotePanel({ remote }: { readonly remote: Live }): JSX.Element {
  const session = useOpenSession();
  const stats = useRemoteStats(session, remote.phase === 'connected');
  const now = useNow(1000);
  const [leaving, setLeaving] = useState(false);
  const { welcome, address } = remote;

  return (
    <section className={styles.panel} aria-label="XLA server in use">
      {remote.phase === 'reconnecting' ? (
        <p className={styles.problem} role="status">
          <Icon of={TriangleAlert} />
          <span>
            {remote.reason} Trying again ({remote.attempt}); the server keeps what it holds for {spanWords(welcome.limits.sessionTtl * 1000)}, {spanWords(now - remote.since)} of them gone.
          </span>
        </p>
      ) : null}
      <ul className={styles.devices}>
        {welcome.devices.map((device) => (
          <DeviceBar key={device.id} device={device} stats={stats} />
        ))}
      </ul>
      <dl className={styles.figures}>
        <Figure name="Server">{address}</Figure>
        {stats === null ? null : (
          <>
            <Figure name="This notebook holds">
              {byteWords(stats.used)} of {byteWords(stats.limit)} in {countWords(stats.handles, 'tensor')}
            </Figure>
            <Figure name="Queue">{stats.queue === 0 ? 'empty' : countWords(stats.queue, 'execution')}</Figure>
            {(stats.runs ?? []).map(({ run, done, steps }) => (
              <Figure key={run} name="Training under way">
                {run}, {done} of {countWords(steps, 'step')}; <code>await runtime.attach(&apos;{run}&apos;)</code> follows it
              </Figure>
            ))}
            <Figure name="Sessions">{stats.sessions === 1 ? 'this one' : `this one and ${stats.sessions - 1} more`}</Figure>
          </>
        )}
        {remote.phase === 'connected' ? <CostFigure connection={remote} now={now} /> : null}
      </dl>
      <div className={styles.leave}>
        <p className={styles.hint}>Disconnecting takes tensors to the CPU and frees what the server holds. It does not end the machine&apos;s own billing: stop the machine where it was started.</p>
        <Button
          disabled={leaving}
          onClick={() => {
            setLeaving(true);
            void session.commands.disconnectRemote().finally(() => setLeaving(false));
          }}
        >
          {leaving ? 'Disconnecting…' : 'Disconnect and free'}
        </Button>
      </div>
    </section>
  );
}

function Figure({ name, children }: { readonly name: string; readonly children: ReactNode }): JSX.Element {
  return (
    <div className={styles.figure}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function CostFigure({ connection, now }: { readonly connection: Pick<RemoteConnection, 'since' | 'pricePerHour' | 'preemptible' | 'limit'>; readonly now: number }): JSX.Element {
  const { since, pricePerHour: price, preemptible, limit } = connection;
  const time = Math.max(0, now - since);
  const ends = [...(limit?.hours === undefined ? [] : [`after ${spanWords(limit.hours * 3_600_000)}`]), ...(limit?.cost === undefined ? [] : [`at a cost of ${limit.cost.toFixed(2)}`])];
  return (
    <>
      <Figure name={preemptible ? 'Connected, preemptible' : 'Connected'}>
        {spanWords(time)}, idle included{price === null ? '' : ` · about ${costSoFar(price, time)} at ${price.toFixed(2)} an hour`}
      </Figure>
      {ends.length === 0 ? null : <Figure name="Ends">{ends.join(' or ')}</Figure>}
    </>
  );
}

function DeviceBar({ device, stats }: { readonly device: RemoteDevice; readonly stats: RemoteStats | null }): JSX.Element {
  const held = stats?.devices.find(({ id }) => id === device.id);
  const limit = held?.limit ?? device.memory;
  const used = held?.used ?? null;
  const words = used === null ? (limit === null ? 'memory not told' : byteWords(limit)) : limit === null ? byteWords(used) : `${byteWords(used)} of ${byteWords(limit)}`;
  return (
    <li className={styles.device}>
      <span className={styles.deviceName}>
        {device.id} · {device.kind}
      </span>
      {used === null || limit === null ? null : <MemoryBar name={`Memory of device ${device.id}`} part={used / limit} words={words} />}
      <span className={styles.deviceMemory}>{words}</span>
    </li>
  );
}

function MemoryBar({ name, part, words }: { readonly name: string; readonly part: number; readonly words: string }): JSX.Element {
  const filled = Math.max(0, Math.min(1, part));
  return (
    <span className={styles.meter} role="meter" aria-label={name} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(filled * 100)} aria-valuetext={words}>
      <span className={styles.used} data-full={part > 0.9 || undefined} style={{ inlineSize: `${filled * 100}%` }} />
    </span>
  );
}
