/** An engine in Node whose tensors live on a real XLA server, for tests; values can only be waited for. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { WebSocket as NodeSocket } from 'ws';
import type { Engine } from '../../src/engine/api';
import { createEngine } from '../../src/engine/create';
import { kernelBinary } from '../../src/engine/cpu/wasm/build.mjs';
import { testLine } from '../../src/engine/graph/testing';
import { connectSocket, type RemoteSocket, type SocketWorker } from '../../src/kernel/client/remote/client';
import { serveKernel } from '../../src/kernel/client/remote/serve-kernel';
import type { PortEvent, RemoteLink } from '../../src/protocol/remote-port';
import type { SocketEvent } from '../../src/kernel/client/remote/messages';

/** The engine on the CPU, nothing connected. */
export function startEngine(): Promise<Engine> {
  const folder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm'));
  return createEngine({ wasmPath: join(folder, '/'), hardwareConcurrency: 1, isolated: false, readWasm: kernelBinary });
}

/** Connects the engine and moves it to the server. @returns the page's end */
export async function useServer(engine: Engine, { address, token }: { readonly address: string; readonly token: string }): Promise<RemoteSocket> {
  let socket: RemoteSocket | undefined;
  const link = await new Promise<RemoteLink>((resolve, reject) => {
    socket = connectSocket({
      worker: inThisThread(),
      address,
      token,
      client: 'test',
      // This thread holds the socket too: who waits here waits for ever.
      isolated: false,
      onState(state, epoch) {
        if (state.phase === 'connected' && socket !== undefined) resolve({ port: socket.port, shared: null, address, epoch, welcome: state.welcome });
        if (state.phase === 'failed') reject(new Error(state.message));
      },
      onUpload: () => undefined,
      onClosed: () => undefined,
    });
  });
  const port = {
    post: link.port.postMessage.bind(link.port),
    listen: (receive: (event: PortEvent) => void) => void (link.port.onmessage = ({ data }: MessageEvent<PortEvent>) => receive(data)),
  };
  await engine.remote.connect({ ...link, port }, { check: () => undefined, lineOf: testLine });
  const used = await engine.use('tpu');
  if (!used.ok) throw new Error(used.error.message);
  return socket as RemoteSocket;
}

/** What the socket worker does, without a worker. */
function inThisThread(): SocketWorker {
  const listeners: ((event: { readonly data: SocketEvent }) => void)[] = [];
  let receive: ReturnType<typeof serveKernel> | null = null;
  return {
    postMessage(message) {
      if (message.kind !== 'connect') return receive?.(message);
      const env = { openSocket: (address: string) => new NodeSocket(address) as unknown as WebSocket, now: Date.now, random: Math.random };
      receive = serveKernel(message, env, (data) => listeners.forEach((listener) => listener({ data })));
    },
    addEventListener(type: 'message' | 'error', listener: never) {
      if (type === 'message') listeners.push(listener);
    },
    terminate: () => undefined,
  };
}
