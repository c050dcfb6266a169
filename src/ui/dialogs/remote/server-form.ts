/** What is typed about a server, and what came of trying it. */
import { useEffect, useRef, useState } from 'react';
import type { Welcome } from '../../../protocol/remote';
import type { RemoteChoice, RemoteProblem } from '../../../session/remote/types';
import type { Session } from '../../../session/types';
import { splitAddress } from './server-address';

export interface ServerDraft {
  readonly address: string;
  readonly token: string;
  /** As typed. */
  readonly price: string;
  readonly remember: boolean;
}

export type Trial =
  | { readonly kind: 'none' }
  | { readonly kind: 'trying'; readonly what: 'test' | 'connect' }
  | { readonly kind: 'found'; readonly welcome: Welcome }
  | { readonly kind: 'failed'; readonly problem: Pick<RemoteProblem, 'text' | 'remedy'> };

export interface ServerForm {
  readonly draft: ServerDraft;
  readonly trial: Trial;
  /** Whether this browser keeps a token for the address. */
  readonly kept: boolean;
  change(part: Partial<ServerDraft>): void;
  test(): Promise<void>;
  /** Resolves with whether there is a connection. */
  connect(): Promise<boolean>;
}

/** Empty or a number that is no less than 0; null where it is neither. */
export function priceOf(text: string): { readonly perHour: number | null } | null {
  if (text.trim() === '') return { perHour: null };
  const price = Number(text.trim().replace(',', '.'));
  return Number.isFinite(price) && price >= 0 ? { perHour: price } : null;
}

export function useServerForm({ commands }: Session): ServerForm {
  const [draft, setDraft] = useState<ServerDraft>({ address: '', token: '', price: '', remember: false });
  const [known, setKnown] = useState<readonly string[]>([]);
  const [trial, setTrial] = useState<Trial>({ kind: 'none' });
  /** Answers to what has been changed since are nobody's. */
  const turn = useRef(0);

  useEffect(() => {
    let current = true;
    void commands.knownServers().then((servers) => {
      if (!current) return;
      setKnown(servers.map(({ address }) => address));
      const [last] = servers;
      if (last === undefined) return;
      setDraft((now) => (now.address === '' && now.token === '' ? { ...now, address: last.address, price: last.pricePerHour === null ? '' : String(last.pricePerHour), remember: true } : now));
    });
    return () => {
      current = false;
    };
  }, [commands]);

  const attempt = async (what: 'test' | 'connect'): Promise<boolean> => {
    const mine = ++turn.current;
    const server = { address: draft.address, token: draft.token };
    const price = priceOf(draft.price);
    if (price === null) return false;
    setTrial({ kind: 'trying', what });
    const choice: RemoteChoice = { ...server, pricePerHour: price.perHour, remember: draft.remember };
    const answer = await (what === 'test' ? commands.testRemote(server) : commands.connectRemote(choice)).catch((failure: unknown) => ({
      ok: false as const,
      error: { text: failure instanceof Error ? failure.message : String(failure), remedy: 'Try again.' },
    }));
    if (mine !== turn.current) return answer.ok;
    setTrial(answer.ok ? { kind: 'found', welcome: answer.value } : { kind: 'failed', problem: answer.error });
    return answer.ok;
  };

  return {
    draft,
    trial,
    kept: draft.token === '' && known.includes(draft.address),
    change(part) {
      turn.current++;
      setTrial({ kind: 'none' });
      const pasted = part.address === undefined ? null : splitAddress(part.address);
      setDraft({ ...draft, ...part, ...(pasted && { address: pasted.address, ...(pasted.token !== null && { token: pasted.token }) }) });
    },
    test: async () => void (await attempt('test')),
    connect: () => attempt('connect'),
  };
}
