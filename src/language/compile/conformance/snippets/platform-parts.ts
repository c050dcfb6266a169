//// text to bytes and back
const encoder = new TextEncoder();
const bytes = encoder.encode('naïve ☕');
const { read, written } = encoder.encodeInto('☕☕', new Uint8Array(4));
let fatal = '';
try {
  new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.of(0xff));
} catch (error) {
  fatal = (error as Error).name;
}
console.log(bytes.length, new TextDecoder().decode(bytes), read, written, fatal);

//// addresses taken apart
const url = new URL('../b?q=1&q=2#top', 'https://user@example.org:8080/a/c');
url.searchParams.append('name', 'ä b');
url.hash = '';
console.log(url.href, url.searchParams.getAll('q').join(), url.origin, URL.canParse('no url'));
console.log([...new URLSearchParams('a=1&b=&a=%202')].map((pair) => pair.join(':')).join(' '));

//// base64 of binary text
const binary = String.fromCharCode(...new Uint8Array([0, 255, 128, 7]));
const coded = btoa(binary);
const back = Array.from(atob(coded), (char) => char.charCodeAt(0));
let refused = '';
try {
  btoa('☕');
} catch (error) {
  refused = (error as Error).name;
}
console.log(coded, back.join(), refused);

//// a stream through a transform
const upper = new TransformStream<string, string>({ transform: (chunk, controller) => controller.enqueue(chunk.toUpperCase()) });
const source = new ReadableStream<string>({
  start(controller) {
    for (const part of ['a', 'b', 'c']) controller.enqueue(part);
    controller.close();
  },
});
let joined = '';
const reader = source.pipeThrough(upper).getReader();
for (let step = await reader.read(); !step.done; step = await reader.read()) joined += step.value;
joined;

//// a digest of a text
const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode('gradient'));
const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
console.log(hex.slice(0, 16), hex.length, crypto.getRandomValues(new Uint8Array(4)).length, /^[\da-f-]{36}$/.test(crypto.randomUUID()));

//// blobs slice without copying text
const blob = new Blob(['hello ', new Uint8Array([119, 111]), 'rld'], { type: 'text/plain' });
const part = blob.slice(3, 8);
console.log(blob.size, await part.text(), part.type, new Uint8Array(await blob.arrayBuffer()).at(-1));

//// a tiny module of WebAssembly adds
const wasm = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 7, 1, 96, 2, 127, 127, 1, 127, 3, 2, 1, 0, 7, 7, 1, 3, 97, 100, 100, 0, 0, 10, 9, 1, 7, 0, 32, 0, 32, 1, 106, 11);
const { instance } = await WebAssembly.instantiate(wasm);
const add = instance.exports.add as (a: number, b: number) => number;
console.log(add(2, 40), add(0x7fffffff, 1), WebAssembly.validate(wasm.slice(0, 9)));

//// events bubble nothing but stop at once
const target = new EventTarget();
const heard: string[] = [];
target.addEventListener('tick', (event) => {
  heard.push('first');
  event.stopImmediatePropagation();
  event.preventDefault();
});
target.addEventListener('tick', { handleEvent: () => heard.push('second') });
const allowed = target.dispatchEvent(new Event('tick', { cancelable: true }));
console.log(heard.join(), allowed);

//// messages between two ports
const { port1, port2 } = new MessageChannel();
const answer = new Promise<unknown>((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
port2.onmessage = ({ data }) => port2.postMessage({ sum: data.reduce((a: number, b: number) => a + b) });
port1.postMessage([1, 2, 3]);
console.log(JSON.stringify(await answer));
port1.close();

//// abort signals combine and time out
const never = new AbortController().signal;
const soon = AbortSignal.timeout(5);
const either = AbortSignal.any([never, soon]);
await new Promise((resolve) => either.addEventListener('abort', resolve));
console.log(either.aborted, either.reason.name, never.aborted, AbortSignal.abort('why').reason);

//// compression round trip
const squeeze = async (bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream) =>
  new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
const plain = new TextEncoder().encode('tensor '.repeat(200));
const small = await squeeze(plain, new CompressionStream('gzip'));
const restored = await squeeze(small, new DecompressionStream('gzip'));
console.log(small.length < 100, new TextDecoder().decode(restored) === 'tensor '.repeat(200));

//// microtasks before timers
const order: string[] = [];
await new Promise<void>((done) => {
  setTimeout(() => (order.push('timer'), done()), 0);
  queueMicrotask(() => order.push('micro'));
  order.push('now');
});
console.log(order.join(' '));

//// requests and responses without a network
const response = new Response(JSON.stringify({ ok: [1, 2] }), { status: 201, headers: { 'content-type': 'application/json' } });
const headers = new Headers([['X-A', '1'], ['x-a', '2']]);
const copy = response.clone();
const body = await response.json();
console.log(body.ok.length, response.bodyUsed, copy.status, (await copy.text()).length, headers.get('x-A'));
const data = await (await fetch('data:text/plain,from%20an%20address')).text();
console.log(data);

//// performance marks measure
const started = performance.now();
performance.mark('begin');
for (let turn = 0; turn < 1e5; turn++) Math.sqrt(turn);
const measure = performance.measure('work', 'begin');
const later = performance.now();
console.log(later >= started, measure.name, measure.duration >= 0, performance.getEntriesByName('work').length > 0);
performance.clearMarks();
performance.clearMeasures();

//// shared memory and atomics
const shared = new Int32Array(new SharedArrayBuffer(8));
Atomics.store(shared, 0, 5);
const before = Atomics.add(shared, 0, 3);
const swapped = Atomics.compareExchange(shared, 0, 8, 1);
console.log(before, swapped, shared[0], Atomics.notify(shared, 1), Atomics.isLockFree(4));
