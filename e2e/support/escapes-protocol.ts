/** Attempts to speak for the kernel: to forge its messages, or to come by the port they go through. */
import type { Escape } from './escapes';

/** Leaves the spies in place while the attempt prints, waits, sets timers, and while the page asks for something. */
const BUSY = `console.log('busy'); display('busy'); await new Promise((resolve) => setTimeout(resolve, 40)); await Promise.resolve(); const values = new Map([[1, [2, 3]]]); display(values);`;

const spying = (name: string, ...targets: readonly string[]): Escape => ({
  name: `watch ${name}`,
  code: `${targets.map((target) => `spy(${target}, ${JSON.stringify(target)});`).join(' ')} ${BUSY} return '';`,
});

export const FORGERIES: readonly Escape[] = [
  {
    name: 'post the end of another run to the page',
    code: `for (const run of globalThis.runs) (self as any).postMessage({ type: 'finished', runId: run, seq: 99, status: 'error', elapsedMs: 1 }); return '';`,
  },
  {
    name: 'post an output of another run to the page',
    code: `for (const run of globalThis.runs) (self as any).postMessage({ type: 'output', runId: run, seq: 99, output: { type: 'stream', name: 'stdout', text: 'taken over' } }); return '';`,
  },
  { name: 'post the death of the kernel to the page', code: `(self as any).postMessage({ type: 'fatal', message: 'taken over' }); return '';` },
  { name: 'post a kernel of another version', code: `(self as any).postMessage({ type: 'ready', version: 99, device: {}, devices: [] }); return '';` },
  { name: 'post a port to the page', code: `const { port1, port2 } = new MessageChannel(); mine(port1); mine(port2); let heard = ''; port1.onmessage = (event) => { heard = JSON.stringify(event.data); }; (self as any).postMessage({ type: 'init' }, [port2]); await new Promise((resolve) => setTimeout(resolve, 50)); return heard;` },
  { name: 'take messages meant for the scope', code: `self.onmessage = (event: any) => inspect('message', event); addEventListener('message', (event) => inspect('message', event)); await new Promise((resolve) => setTimeout(resolve, 50)); return '';` },
  { name: 'send the kernel its first message again', code: `const { port1, port2 } = new MessageChannel(); mine(port1); mine(port2); let heard = ''; port1.onmessage = (event) => { heard = event.data.type; }; dispatchEvent(new MessageEvent('message', { data: { type: 'init', version: 2 }, ports: [port2] })); await new Promise((resolve) => setTimeout(resolve, 80)); return heard;` },
  { name: 'throw at the page', code: `setTimeout(() => { throw new Error('taken over') }, 0); await new Promise((resolve) => setTimeout(resolve, 20)); return '';` },
  { name: 'report an error to the page', code: `reportError({ type: 'fatal', message: 'taken over' }); await new Promise((resolve) => setTimeout(resolve, 20)); return '';` },
  { name: 'listen for rejections of the kernel', code: `addEventListener('unhandledrejection', (event) => inspect('rejection', event)); Promise.reject({ type: 'fatal' }); await new Promise((resolve) => setTimeout(resolve, 20)); return '';` },
  { name: 'unset the posting of messages', code: `(globalThis as any).postMessage = null; (self as any).onmessage = 'no'; delete (globalThis as any).MessageChannel; return '';` },
  {
    name: 'look at the frames of the stack',
    code: `const before = Error.prepareStackTrace; (Error as any).prepareStackTrace = (error: unknown, frames: any[]) => { for (const frame of frames) inspect('frame', frame.getThis(), frame.getFunction()); return ''; }; undo.push(() => { Error.prepareStackTrace = before; }); const limit = Error.stackTraceLimit; Error.stackTraceLimit = 200; new Error().stack; console.trace(); await Promise.resolve(); new Error().stack; Error.stackTraceLimit = limit; return '';`,
  },
  {
    name: 'replace the console that libraries print to',
    code: `const native = (0, eval)('console'); spy(native, 'log'); spy(native, 'warn'); tf.tensor([1]).print(); return '';`,
  },
  { name: 'widen the points of a chart', code: `spy(Float64Array.prototype, 'slice'); spy(Float64Array.prototype, 'subarray'); spy(Float64Array.prototype, 'set'); const line = chart({ title: 'x' } as any); for (let i = 0; i < 50; i++) (line as any).add?.('a', i, i); await new Promise((resolve) => setTimeout(resolve, 80)); return '';` },
  spying('posts of ports', `MessagePort.prototype, 'postMessage'`, `MessagePort.prototype, 'start'`, `MessagePort.prototype, 'onmessage'`),
  spying('targets of events', `EventTarget.prototype, 'addEventListener'`, `EventTarget.prototype, 'dispatchEvent'`, `EventTarget.prototype, 'removeEventListener'`),
  spying('data of messages', `MessageEvent.prototype, 'data'`, `MessageEvent.prototype, 'ports'`, `Event.prototype, 'target'`, `Event.prototype, 'currentTarget'`),
  spying('Reflect', `Reflect, 'apply'`, `Reflect, 'construct'`, `Reflect, 'get'`, `Reflect, 'ownKeys'`),
  spying('calls of functions', `Function.prototype, 'call'`, `Function.prototype, 'bind'`),
  spying('applications of functions', `Function.prototype, 'apply'`),
  spying('lists that grow', `Array.prototype, 'push'`, `Array.prototype, 'unshift'`, `Array.prototype, 'concat'`, `Array.prototype, 'splice'`),
  spying('lists that shrink', `Array.prototype, 'shift'`, `Array.prototype, 'pop'`, `Array.prototype, 'slice'`, `Array.prototype, 'join'`),
  spying('lists that are walked', `Array.prototype, 'map'`, `Array.prototype, 'filter'`, `Array.prototype, 'forEach'`, `Array.prototype, 'flatMap'`, `Array.prototype, 'some'`, `Array.prototype, 'find'`),
  spying('iteration', `Array.prototype, Symbol.iterator`, `Map.prototype, Symbol.iterator`, `Set.prototype, Symbol.iterator`),
  spying('elements set on any list', `Array.prototype, '0'`, `Array.prototype, '1'`, `Array.prototype, '2'`),
  spying('maps', `Map.prototype, 'set'`, `Map.prototype, 'get'`, `Map.prototype, 'delete'`, `Map.prototype, 'forEach'`, `Map.prototype, 'values'`),
  spying('weak maps', `WeakMap.prototype, 'set'`, `WeakMap.prototype, 'get'`, `WeakMap.prototype, 'has'`),
  spying('sets', `Set.prototype, 'add'`, `Set.prototype, 'delete'`, `Set.prototype, 'has'`, `Set.prototype, 'forEach'`),
  spying('promises', `Promise.prototype, 'then'`, `Promise.prototype, 'catch'`, `Promise.prototype, 'finally'`, `Promise.prototype, 'constructor'`),
  spying('combined promises', `Promise, 'all'`, `Promise, 'any'`, `Promise, 'race'`, `Promise, 'resolve'`),
  spying('what is stringified', `JSON, 'stringify'`, `JSON, 'parse'`, `Object.prototype, 'toJSON'`),
  spying('Object', `Object, 'assign'`, `Object, 'entries'`, `Object, 'keys'`, `Object, 'freeze'`, `Object, 'getPrototypeOf'`, `Object, 'getOwnPropertyDescriptor'`),
  spying('every object that lacks a then', `Object.prototype, 'then'`),
  spying('every object that lacks a name of the protocol', `Object.prototype, 'abortedBy'`, `Object.prototype, 'transfer'`, `Object.prototype, 'importMetaUrl'`, `Object.prototype, 'failure'`, `Object.prototype, 'port'`),
  spying('timers', `globalThis, 'setTimeout'`, `globalThis, 'clearTimeout'`, `globalThis, 'queueMicrotask'`, `performance, 'now'`),
  spying('atomics and clones', `Atomics, 'load'`, `Atomics, 'store'`, `globalThis, 'structuredClone'`),
  spying('constructors', `globalThis, 'Map'`, `globalThis, 'WeakMap'`, `globalThis, 'MessageChannel'`, `globalThis, 'Proxy'`),
  {
    name: 'make lists of a kind of its own',
    code: `const evil = function (this: unknown, ...args: unknown[]) { return new Proxy([], { defineProperty(target, key, descriptor) { inspect('species', descriptor.value); return Reflect.defineProperty(target, key, descriptor); } }); }; const before = Object.getOwnPropertyDescriptor(Array.prototype, 'constructor')!; Object.defineProperty(Array.prototype, 'constructor', { ...before, value: { [Symbol.species]: evil } }); undo.push(() => Object.defineProperty(Array.prototype, 'constructor', before)); ${BUSY} return '';`,
  },
];
