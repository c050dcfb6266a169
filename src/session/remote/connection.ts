/** The open notebook's connection to a remote XLA server: opened, handed to the kernel, told of in the state. */
import type { Result } from '../../base/result';
import { err, ok } from '../../base/result';
import type { KernelClient } from '../../kernel/client/client';
import { connectSocket, type RemoteSocket } from '../../kernel/client/remote/client';
import type { LinkState } from '../../kernel/client/remote/link';
import type { RemoteStats, Welcome } from '../../protocol/remote';
import type { SessionCore } from '../core';
import { parseServer } from './address';
import { nextState } from './next-state';
import { describeProblem } from './problems';
import type { RemoteChoice, RemoteProblem, RemoteServer } from './types';
import { termsOf } from './types';

export interface RemoteConnector {
  connect(choice: RemoteChoice): Promise<Result<Welcome, RemoteProblem>>;
  test(server: RemoteServer): Promise<Result<Welcome, RemoteProblem>>;
  disconnect(): Promise<void>;
  stats(): Promise<RemoteStats | null>;
  /** A kernel has started: gets a connection before anything is run, where the notebook is meant for a server. Null where there is nothing to wait for. */
  onKernelStart(client: KernelClient): Promise<void> | null;
  /** The kernel is gone, and its session with it. */
  onKernelEnd(): void;
  /** The kernel has let go of the server, for good: the next one does not connect by itself. */
  onLimitReached(): void;
}

interface Open {
  readonly socket: RemoteSocket;
  readonly choice: RemoteChoice;
  readonly first: Promise<Result<Extract<LinkState, { phase: 'connected' }>, RemoteProblem>>;
  readonly closed: Promise<void>;
  epoch: number;
  isHanded: boolean;
  /** When the first session began, as Date.now. */
  since: number;
}

/** How long letting go of a server may take while tensors come back, in milliseconds; a kernel that runs a cell ends that first. */
const LEAVING = 60_000;

export function createConnector(core: SessionCore, kernel: () => KernelClient | null): RemoteConnector {
  const { env, patch, state, notify } = core;
  let current: Open | null = null;
  /** Kept in the page's memory for the next kernel, as long as the notebook is open. */
  let chosen: RemoteChoice | null = null;

  const open = (choice: RemoteChoice): Open => {
    const { address, token } = choice;
    const words = { address, pageUrl: env.pageUrl };
    let tell: (result: Awaited<Open['first']>) => void = () => undefined;
    let end = (): void => undefined;
    const first = new Promise<Awaited<Open['first']>>((resolve) => (tell = resolve));
    const closed = new Promise<void>((resolve) => (end = resolve));
    const socket = connectSocket({
      worker: env.createSocketWorker(),
      address,
      token,
      client: env.clientName,
      isolated: env.isolated,
      onState(link, epoch) {
        opened.epoch = epoch;
        if (link.phase === 'connected') tell(ok(link));
        if (link.phase === 'failed') tell(err(describeProblem(link.kind, link.message, words)));
        if (opened === current) follow(link, opened);
      },
      onUpload(upload) {
        const { remote } = state();
        if (opened === current && remote.phase === 'connected') patch({ remote: { ...remote, upload } });
      },
      onClosed() {
        end();
        if (opened !== current) return;
        current = null;
        patch({ remote: { phase: 'none' } });
      },
    });
    const opened: Open = { socket, choice, first, closed, epoch: 0, isHanded: false, since: env.now() };
    return opened;
  };

  const follow = (link: LinkState, { choice, since }: Open): void => {
    const { remote } = state();
    const next = nextState(remote, link, { address: choice.address, ...termsOf(choice), since, pageUrl: env.pageUrl });
    if (next === remote) return;
    patch({ remote: next });
    if (next.phase === 'failed') notify({ tone: 'danger', text: next.problem, remedy: next.remedy });
    if (next.phase === 'reconnecting' && next.attempt === 1) notify({ tone: 'warning', text: `The connection to ${next.address} was cut`, remedy: 'It is being restored; what the server holds stays there meanwhile.' });
  };

  const hand = (client: KernelClient, { socket, choice, epoch }: Open, welcome: Welcome): void => {
    client.useRemote({ port: socket.port, shared: socket.shared, address: choice.address, epoch, welcome }, choice.limit);
  };

  /** Opens one, makes it the current one and hands it over; the one before it ends. */
  const replace = async (choice: RemoteChoice, client: KernelClient | null): Promise<Result<Welcome, RemoteProblem>> => {
    const before = { open: current, remote: state().remote };
    patch({ remote: { phase: 'connecting', address: choice.address } });
    const opened = open(choice);
    const first = await opened.first;
    if (!first.ok) {
      opened.socket.close();
      // A connection that works is not given up for one that does not.
      const stays = before.open !== null && before.open === current && before.remote.phase === 'connected';
      patch({ remote: stays ? before.remote : { phase: 'failed', address: choice.address, problem: first.error.text, remedy: first.error.remedy } });
      return first;
    }
    const { welcome } = first.value;
    current = opened;
    chosen = choice;
    // What the kernel has it lets go of itself, when its tensors are safe.
    if (before.open !== null && !before.open.isHanded) before.open.socket.close();
    patch({ remote: { phase: 'connected', address: choice.address, welcome, ...termsOf(choice), since: opened.since, upload: null } });
    if (client !== null) {
      opened.isHanded = true;
      hand(client, opened, welcome);
    }
    void tellOfRuns(opened);
    return ok(welcome);
  };

  /** A training that was left to the server is not taken up again unasked. */
  const tellOfRuns = async ({ socket }: Open): Promise<void> => {
    for (const { run, done, steps } of (await socket.stats())?.runs ?? []) {
      notify({ tone: 'info', text: `The training “${run}” goes on on this server: ${done} of ${steps} steps are done`, remedy: `await runtime.attach('${run}') in a cell follows it.` });
    }
  };

  /** The address without the token, and a token: typed, pasted or kept. */
  const complete = async (server: RemoteServer): Promise<Result<RemoteServer, RemoteProblem>> => {
    const parsed = parseServer(server);
    if (!parsed.ok || parsed.value.token !== '') return parsed;
    const kept = await env.remoteServers.read(parsed.value.address);
    return ok({ address: parsed.value.address, token: kept?.token ?? '' });
  };

  const remembered = async (): Promise<RemoteChoice | null> => {
    const [last] = await env.remoteServers.list();
    return last ? { preemptible: false, limit: null, ...last, remember: true } : null;
  };

  const startOnServer = async (client: KernelClient): Promise<void> => {
    const choice = chosen ?? (await remembered());
    if (choice === null) {
      notify({ tone: 'warning', text: 'This notebook runs on a TPU, and no XLA server is connected', remedy: 'Connect to a server: Runtime → Change runtime type. Until then it runs on CPU.' });
      return;
    }
    const connected = await replace(choice, client);
    if (connected.ok) client.switchDevice('tpu');
    else notify({ tone: 'warning', text: connected.error.text, remedy: `${connected.error.remedy} Until then the notebook runs on CPU.` });
  };

  return {
    async connect(asked) {
      const server = await complete(asked);
      if (!server.ok) return server;
      const choice: RemoteChoice = { ...asked, ...server.value };
      const connected = await replace(choice, kernel());
      if (connected.ok && choice.remember) await env.remoteServers.write({ ...server.value, ...termsOf(choice), usedAt: env.now() });
      return connected;
    },
    async test(asked) {
      const server = await complete(asked);
      if (!server.ok) return server;
      const opened = open({ ...server.value, pricePerHour: null, preemptible: false, limit: null, remember: false });
      const first = await opened.first;
      opened.socket.close();
      return first.ok ? ok(first.value.welcome) : first;
    },
    async disconnect() {
      const leaving = current;
      const client = kernel();
      chosen = null;
      if (leaving === null) return patch({ remote: { phase: 'none' } });
      // Behind a cut nothing can be fetched: the kernel goes on with the copies that it has.
      if (!leaving.isHanded || client === null || state().remote.phase !== 'connected') leaving.socket.close();
      if (leaving.isHanded) client?.useRemote(null, null);
      if (state().wantedDevice === 'tpu') patch({ wantedDevice: 'cpu' });
      const late = setTimeout(() => leaving.socket.close(), LEAVING);
      await leaving.closed;
      clearTimeout(late);
    },
    stats: async () => (await current?.socket.stats()) ?? null,
    onKernelStart(client) {
      if (state().wantedDevice === 'tpu') return startOnServer(client);
      return chosen === null ? null : replace(chosen, client).then(() => undefined);
    },
    onLimitReached() {
      chosen = null;
      if (state().wantedDevice === 'tpu') patch({ wantedDevice: 'cpu' });
    },
    onKernelEnd() {
      current?.socket.close();
      current = null;
      if (state().remote.phase !== 'none') patch({ remote: { phase: 'none' } });
    },
  };
}

