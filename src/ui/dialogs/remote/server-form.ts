/** What is typed about a server, and what came of trying it. */
import { useEffect, useRef, useState } from 'react';
import type { Welcome } from '../../../protocol/remote';
import type { KnownServer, RemoteChoice, RemoteProblem } from '../../../session/remote/types';
import type { Session } from '../../../session/types';
import { splitAddress } from './server-address';

export interface ServerDraft {
  readonly address: string;
  readonly token: string;
  /** As typed. */
  readonly price: string;
  /** Of the machine. */
  readonly preemptible: boolean;
  /** As typed: where its use ends. */
  readonly mostHours: string;
  readonly mostCost: string;
  readonly remember: boolean;
}

type Terms = Pick<RemoteChoice, 'pricePerHour' | 'preemptible' | 'limit'>;

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

/** What is wrong with the price and the limits as they were typed, or what they come to. */
export function termsIn({ price, preemptible, mostHours, mostCost }: Pick<ServerDraft, 'price' | 'preemptible' | 'mostHours' | 'mostCost'>): { readonly terms: Terms } | { readonly field: 'price' | 'mostHours' | 'mostCost'; readonly problem: string } {
  const perHour = priceOf(price)?.perHour;
  if (perHour === undefined) return { field: 'price', problem: 'The price is a number, such as 1.20.' };
  const [hours, cost] = [priceOf(mostHours)?.perHour, priceOf(mostCost)?.perHour];
  if (hours === undefined || hours === 0) return { field: 'mostHours', problem: 'The hours are a number above 0, such as 2 or 0.5.' };
  if (cost === undefined || cost === 0) return { field: 'mostCost', problem: 'The cost is a number above 0, such as 5.' };
  if (cost !== null && (perHour === null || perHour === 0)) return { field: 'price', problem: 'A limit of cost needs the price per hour.' };
  const limit = hours === null && cost === null ? null : { ...(hours !== null && { hours }), ...(cost !== null && perHour !== null && { cost, pricePerHour: perHour }) };
  return { terms: { pricePerHour: perHour, preemptible, limit } };
}

/** A known server as its form was filled in. */
function typed({ address, pricePerHour, preemptible, limit }: KnownServer): Partial<ServerDraft> {
  const text = (value: number | null | undefined): string => (value === null || value === undefined ? '' : String(value));
  return { address, price: text(pricePerHour), preemptible, mostHours: text(limit?.hours), mostCost: text(limit?.cost), remember: true };
}

export function useServerForm({ commands }: Session): ServerForm {
  const [draft, setDraft] = useState<ServerDraft>({ address: '', token: '', price: '', preemptible: false, mostHours: '', mostCost: '', remember: false });
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
      setDraft((now) => (now.address === '' && now.token === '' ? { ...now, ...typed(last) } : now));
    });
    return () => {
      current = false;
    };
  }, [commands]);

  const attempt = async (what: 'test' | 'connect'): Promise<boolean> => {
    const mine = ++turn.current;
    const server = { address: draft.address, token: draft.token };
    const given = termsIn(draft);
    if (!('terms' in given)) return false;
    setTrial({ kind: 'trying', what });
    const choice: RemoteChoice = { ...server, ...given.terms, remember: draft.remember };
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
