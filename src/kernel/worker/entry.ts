/**
 * The kernel's worker. Takes what the kernel needs from the global scope, gives the scope's rights up but for
 * the threads that the engine then starts, gives these up too, and only then receives cells. What is taken stays in these
 * functions: a cell can import any of our modules and must find no way out in them.
 */
import { createEngine } from '../../engine/create';
import type { Engine } from '../../engine/api';
import type { KernelPort } from '../../engine/xla/connection';
import { KERNEL_PROTOCOL, type InitRequest, type KernelEvent, type KernelRequest } from '../../protocol/kernel';
import type { PortEvent } from '../../protocol/remote-port';
import { makeFunctionsReadable } from '../../language/compile/runtime/readable-source';
import { redirectConsole } from './console/library-console';
import { installDocument } from './dom/install';
import { watchProxies } from './inspect/proxies';
import { createKernel, type Kernel } from './kernel';
import { lendThreads } from './lockdown/locked-threads';
import { holdLifeLock } from './life-lock';
import { lockWorker } from './lockdown/lock-worker';
import { RIGHTS } from './lockdown/rights';
import { takeModulePlatform } from './modules/platform';
import type { Platform } from './output/platform';
import type { SendEvent } from './output/run-output';

type WorkerScope = typeof globalThis & EventTarget;

/** The engine's ten would not reach the cell that called: every `await` between takes one of its own. */
const STACK_FRAMES = 50;

function takePlatform(scope: WorkerScope): Platform {
  const { performance, Blob } = scope;
  const setTimer = scope.setTimeout.bind(scope);
  const clearTimer = scope.clearTimeout.bind(scope);
  const { now: date } = Date;
  return {
    now: performance.now.bind(performance),
    date,
    // The number of the browser's timer; Node's types, which this project also loads, say otherwise.
    setTimer: (callback, milliseconds) => Number(setTimer(callback, milliseconds)),
    clearTimer: (timer) => clearTimer(timer),
    makeBlob: (parts) => new Blob(parts),
  };
}

/** Resolves in a task of its own, after those that were already waiting. */
function taskTurns(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  const post = port2.postMessage.bind(port2);
  port1.addEventListener('message', () => waiting.shift()?.());
  port1.start();
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      post(null);
    });
}

/** Opens ports that come later by methods taken now. */
function takePorts(): (port: MessagePort) => KernelPort {
  const { call } = Function.prototype;
  const post = call.bind(MessagePort.prototype.postMessage) as (port: MessagePort, message: unknown, transfer: Transferable[]) => void;
  const listenTo = call.bind(EventTarget.prototype.addEventListener) as (port: MessagePort, type: 'message', listener: (event: MessageEvent) => void) => void;
  const start = call.bind(MessagePort.prototype.start) as (port: MessagePort) => void;
  const dataOf = messageData();
  return (port) => ({
    post: (request, transfer = []) => post(port, request, transfer),
    listen(receive) {
      listenTo(port, 'message', (event) => receive(dataOf(event) as PortEvent));
      start(port);
    },
  });
}

function messageData(): (event: MessageEvent) => unknown {
  const getter = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data')?.get;
  if (getter === undefined) throw new Error('this browser hides the data of messages');
  // An event leads to its port, so nothing that a cell may replace is called with it, not even `Reflect.apply`.
  return Function.prototype.call.bind(getter) as (event: MessageEvent) => unknown;
}

function listen(port: MessagePort, kernel: Kernel): void {
  const dataOf = messageData();
  port.addEventListener('message', (event) => {
    // The port came from the page with the first message and no cell can reach it: both ends are one build.
    kernel.receive(dataOf(event) as Exclude<KernelRequest, InitRequest>);
  });
  port.start();
}

function catchStrayErrors(scope: WorkerScope, kernel: Kernel): void {
  scope.addEventListener('unhandledrejection', (event) => {
    if (event instanceof PromiseRejectionEvent && kernel.strayErrors.report(event.reason, 'rejection')) event.preventDefault();
  });
  scope.addEventListener('error', (event) => {
    if (event instanceof ErrorEvent && kernel.strayErrors.report(event.error ?? event.message, 'error')) event.preventDefault();
  });
}

async function describe(engine: Engine, notice: string | null): Promise<KernelEvent> {
  const devices = await engine.probe();
  return { type: 'ready', version: KERNEL_PROTOCOL, device: engine.current(), devices, ...(notice === null ? {} : { notice }) };
}

async function start(scope: WorkerScope, init: InitRequest, port: MessagePort): Promise<void> {
  const post = port.postMessage.bind(port);
  const send: SendEvent = (event, transfer = []) => post(event, transfer);
  try {
    if (init.version !== KERNEL_PROTOCOL) throw new Error(`the page speaks version ${init.version} and the kernel ${KERNEL_PROTOCOL}: reload the page`);
    const held = holdLifeLock(scope.navigator.locks, init.lifeLock);
    const platform = takePlatform(scope);
    const nextTask = taskTurns();
    const openPort = takePorts();
    const modules = { platform: takeModulePlatform(scope), settings: init.modules };
    const targetOf = watchProxies(scope);
    // Before TensorFlow.js loads: it would keep the factory of IndexedDB where a cell can find it.
    const { Worker: NativeWorker } = scope;
    lockWorker(scope, RIGHTS);
    const endThreads = lendThreads(scope, NativeWorker, RIGHTS);
    const { wasmPath, device, stop, files: folder } = init;
    const engine = await createEngine({ wasmPath, hardwareConcurrency: scope.navigator.hardwareConcurrency, isolated: scope.crossOriginIsolated });
    const wanted = device === 'cpu' ? null : await engine.use(device);
    endThreads();
    installDocument(scope);
    makeFunctionsReadable(scope);

    const kernel = createKernel({ engine, send, platform, stop, folder, life: init.lifeLock, targetOf, modules, openPort, nextTask });
    redirectConsole(scope.console, kernel.currentConsole);
    Error.prepareStackTrace = kernel.stackText;
    Error.stackTraceLimit = STACK_FRAMES;
    catchStrayErrors(scope, kernel);
    await held;
    send(await describe(engine, wanted === null || wanted.ok ? null : wanted.error.message));
    listen(port, kernel);
  } catch (error) {
    send({ type: 'fatal', message: error instanceof Error ? error.message : String(error) });
  }
}

addEventListener(
  'message',
  (event: MessageEvent<InitRequest>) => {
    const [port] = event.ports;
    if (port !== undefined) void start(globalThis, event.data, port);
  },
  { once: true },
);
