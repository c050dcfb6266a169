import { useEffect, useState } from 'react';
import type { RemoteStats } from '../../../protocol/remote';
import type { Session } from '../../../session/types';

const EVERY = 2000;

/** What the server holds, asked for every two seconds while it is shown; null until it has answered. */
export function useRemoteStats({ commands }: Session, connected: boolean): RemoteStats | null {
  const [stats, setStats] = useState<RemoteStats | null>(null);
  useEffect(() => {
    if (!connected) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let current = true;
    const ask = async (): Promise<void> => {
      const answer = await commands.remoteStats().catch(() => null);
      if (!current) return;
      if (answer !== null) setStats(answer);
      timer = setTimeout(() => void ask(), EVERY);
    };
    void ask();
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [commands, connected]);
  return stats;
}
