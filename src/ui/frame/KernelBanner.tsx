import OctagonX from 'lucide-react/icons/octagon-x';
import TimerOff from 'lucide-react/icons/timer-off';
import { useState } from 'react';
import type { JSX } from 'react';
import { useOpenSession, useSession } from '../context';
import { Button } from '../controls/Button';
import { useNow } from '../controls/use-now';
import { Banner } from './Banner';

/** Over a notebook whose kernel does not stop, or has ended. */
export function KernelBanner(): JSX.Element | null {
  const { commands } = useOpenSession();
  const kernel = useSession((state) => state.kernel);
  const [waitingSince, setWaitingSince] = useState<number | null>(null);

  if (kernel.phase === 'stopping' && kernel.canTerminate && waitingSince !== kernel.since) {
    return <StuckBanner since={kernel.since} onTerminate={() => commands.terminate()} onWait={() => setWaitingSince(kernel.since)} />;
  }
  if (kernel.phase === 'dead') {
    return (
      <Banner
        tone="danger"
        icon={OctagonX}
        title="The kernel has ended"
        text={`${sentence(kernel.reason)} Variables and models are lost; cells, outputs and files are here.`}
        actions={
          <>
            <Button onClick={() => commands.restart()}>Restart</Button>
            <Button onClick={() => commands.restart({ runAll: true })}>Restart and run all</Button>
          </>
        }
      />
    );
  }
  return null;
}

function StuckBanner({ since, onTerminate, onWait }: { readonly since: number; onTerminate(): void; onWait(): void }): JSX.Element {
  const now = useNow(1000);
  const isolated = useSession((state) => state.isolated);
  const waited = `${Math.max(3, Math.round((now - since) / 1000))} s`;
  const why = isolated
    ? `Still in one native call for ${waited}: JavaScript cannot interrupt one long regular expression, sort or step of a library.`
    : `Stop was asked for ${waited} ago. This page is not cross-origin isolated, so a loop cannot be stopped.`;
  return (
    <Banner
      tone="warning"
      icon={TimerOff}
      title="The cell does not stop"
      text={`${why} Terminating ends the kernel: variables, models and tensors are lost; cells, outputs and files stay.`}
      actions={
        <>
          <Button tone="danger" onClick={onTerminate}>
            Terminate kernel
          </Button>
          <Button onClick={onWait}>Keep waiting</Button>
        </>
      }
    />
  );
}

function sentence(text: string): string {
  return /[.?]$/.test(text) ? text : `${text}.`;
}
