/** What a worker of the platform offers works in a cell. */
import { testCases } from './support/cases';

const ADDING_MODULE = '0, 97, 115, 109, 1, 0, 0, 0, 1, 7, 1, 96, 2, 127, 127, 1, 127, 3, 2, 1, 0, 7, 7, 1, 3, 97, 100, 100, 0, 0, 10, 9, 1, 7, 0, 32, 0, 32, 1, 106, 11';

testCases('the platform in a cell', {
  timers: [
    { name: 'setTimeout passes its arguments', cells: ['await new Promise(resolve => setTimeout((a: number, b: number) => resolve(a + b), 5, 40, 2))'], shows: '42' },
    { name: 'clearTimeout and clearInterval end timers', cells: ['let fired = 0; clearTimeout(setTimeout(() => fired++, 5)); const every = setInterval(() => { if (++fired === 3) clearInterval(every) }, 5); await new Promise(r => setTimeout(r, 150)); fired'], shows: '3' },
    { name: 'microtasks run before timers', cells: ['const order: string[] = []; await new Promise<void>(done => { setTimeout(() => { order.push("timer"); done() }); queueMicrotask(() => order.push("microtask")) }); order.join()'], shows: '"microtask,timer"' },
    { name: 'requestAnimationFrame calls back with a time', cells: ['await new Promise<boolean>(resolve => requestAnimationFrame(time => resolve(time >= 0)))'], shows: 'true' },
    { name: 'performance measures', cells: ['performance.mark("a"); await new Promise(r => setTimeout(r, 20)); const { duration } = performance.measure("span", "a"); duration > 10 && performance.now() > duration && performance.timeOrigin > 0'], shows: 'true' },
  ],
  network: [
    { name: 'fetch reads an address of its own making', cells: ['const address = URL.createObjectURL(new Blob(["abc"])); const fetched = await (await fetch(address)).text(); URL.revokeObjectURL(address); fetched'], shows: '"abc"' },
    { name: 'fetch reads from a server', cells: ['const page = await fetch(new URL("/", location.href)); [page.ok, (await page.text()).includes("<html")].join()'], shows: '"true,true"' },
    { name: 'fetch that fails rejects with a TypeError', cells: ['await fetch("http://localhost:1/").then(() => "reached", (error: Error) => error.name)'], shows: '"TypeError"' },
    { name: 'an abort ends a fetch', cells: ['const stopper = new AbortController(); const pending = fetch("/", { signal: stopper.signal }); stopper.abort(); await pending.catch((error: Error) => error.name)'], shows: '"AbortError"' },
    { name: 'AbortSignal.timeout fires', cells: ['const soon = AbortSignal.timeout(5); await new Promise(r => soon.addEventListener("abort", r)); soon.reason.name'], shows: '"TimeoutError"' },
    { name: 'addresses and their parameters', cells: ['const url = new URL("../b?q=ä b", "https://example.org/a/c"); [url.href, url.searchParams.get("q")].join()'], shows: '"https://example.org/b?q=%C3%A4%20b,ä b"' },
    { name: 'XMLHttpRequest is there for old libraries', cells: ['await new Promise(resolve => { const request = new XMLHttpRequest(); request.onload = () => resolve(request.responseText); request.open("GET", "data:text/plain,old"); request.send() })'], shows: '"old"' },
  ],
  bytes: [
    { name: 'text is encoded and decoded', cells: ['new TextDecoder().decode(new TextEncoder().encode("naïve ☕"))'], shows: '"naïve ☕"' },
    { name: 'blobs slice and read', cells: ['await new Blob(["hello ", new Uint8Array([119])]).slice(4).text()'], shows: '"o w"' },
    { name: 'FileReader reads a file', cells: ['await new Promise(resolve => { const reader = new FileReader(); reader.onload = () => resolve(reader.result); reader.readAsDataURL(new File(["hi"], "a.txt", { type: "text/plain" })) })'], shows: '"data:text/plain;base64,aGk="' },
    { name: 'a compression stream shrinks and a decompression stream restores', cells: [
      'const text = "tensor ".repeat(500); const squeezed = await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))).blob()\nconst restored = await new Response(squeezed.stream().pipeThrough(new DecompressionStream("gzip"))).text(); [squeezed.size < 200, restored === text].join()',
    ], shows: '"true,true"' },
    { name: 'streams transform and pipe', cells: [
      'const upper = new TransformStream<string, string>({ transform: (chunk, to) => to.enqueue(chunk.toUpperCase()) })\nconst parts: string[] = []; const source = new ReadableStream<string>({ start(to) { to.enqueue("a"); to.enqueue("b"); to.close() } }); for await (const part of source.pipeThrough(upper)) parts.push(part); parts.join("+")',
    ], shows: '"A+B"' },
    { name: 'structuredClone copies maps, cycles and transfers buffers', cells: ['const original: any = { map: new Map([[1, new Set(["x"])]]), bytes: new Uint8Array(8) }; original.self = original\nconst copy = structuredClone(original, { transfer: [original.bytes.buffer] }); [copy.self === copy, copy.map.get(1).has("x"), copy.bytes.length, original.bytes.length].join()'], shows: '"true,true,8,0"' },
    { name: 'a message channel carries values', cells: ['const { port1, port2 } = new MessageChannel(); const heard = new Promise(resolve => { port1.onmessage = ({ data }) => resolve(data) }); port2.postMessage({ n: 7 }); const { n } = await heard as { n: number }; port1.close(); n'], shows: '7' },
  ],
  computing: [
    { name: 'crypto.subtle digests', cells: ['[...new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode("abc")))].slice(0, 4).map(b => b.toString(16)).join("")'], shows: '"ba7816bf"' },
    { name: 'crypto.subtle encrypts and decrypts', cells: [
      'const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]); const iv = crypto.getRandomValues(new Uint8Array(12))\nconst sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode("secret")); new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed))',
    ], shows: '"secret"' },
    { name: 'WebAssembly compiles, instantiates and shares memory', cells: [
      `const { instance, module } = await WebAssembly.instantiate(Uint8Array.of(${ADDING_MODULE})); const add = instance.exports.add as (a: number, b: number) => number\n[add(40, 2), WebAssembly.Module.exports(module)[0].name, new WebAssembly.Memory({ initial: 1 }).buffer.byteLength].join()`,
    ], shows: '"42,add,65536"' },
    { name: 'WebAssembly compiles at once too', cells: [`new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.of(${ADDING_MODULE}))).exports.add.length`], shows: '2' },
    { name: 'shared memory and atomics', cells: ['const shared = new Int32Array(new SharedArrayBuffer(8)); Atomics.add(shared, 1, 5); [Atomics.load(shared, 1), Atomics.wait(shared, 0, 0, 5)].join()'], shows: '"5,timed-out"' },
    { name: 'an offscreen canvas draws in two dimensions', cells: ['const canvas = new OffscreenCanvas(8, 8); const paint = canvas.getContext("2d")!; paint.fillStyle = "#ff8000"; paint.fillRect(0, 0, 4, 8);\n[...paint.getImageData(1, 1, 1, 1).data, ...paint.getImageData(6, 1, 1, 1).data].join()'], shows: '"255,128,0,255,0,0,0,0"' },
    { name: 'an offscreen canvas becomes a picture', cells: ['const blank = new OffscreenCanvas(3, 2); blank.getContext("2d"); const picture = await blank.convertToBlob(); const bitmap = await createImageBitmap(picture); [picture.type, bitmap.width, bitmap.height].join()'], shows: '"image/png,3,2"' },
    { name: 'an offscreen canvas draws with WebGL', cells: [
      'const gl = new OffscreenCanvas(4, 4).getContext("webgl2")!; gl.clearColor(0, 1, 0, 1); gl.clear(gl.COLOR_BUFFER_BIT); const pixel = new Uint8Array(4); gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel); pixel.join()',
    ], shows: '"0,255,0,255"' },
    { name: 'Intl formats', cells: ['new Intl.NumberFormat("de-DE").format(1234.5)'], shows: '"1.234,5"' },
    { name: 'events are dispatched to targets of one’s own', cells: ['const target = new EventTarget(); let heardEvents = ""; target.addEventListener("x", event => { heardEvents += event.type + (event as CustomEvent).detail }, { once: true }); for (let i = 0; i < 2; i++) target.dispatchEvent(new CustomEvent("x", { detail: i })); heardEvents'], shows: '"x0"' },
  ],
});
