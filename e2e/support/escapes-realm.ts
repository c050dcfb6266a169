/** Attempts to get a context that still has every right, to reach the page, devices or the person behind it. */
import type { Escape } from './escapes';

/** The scripts that the kernel has loaded. */
const SCRIPTS = `const scripts = [location.href, ...performance.getEntriesByType('resource').map((entry) => entry.name).filter((name) => /\\.js(\\?|$)/.test(name))];`;

export const REALM_ESCAPES: readonly Escape[] = [
  { name: 'start a worker', code: `return new (globalThis as any).Worker(URL.createObjectURL(new Blob(['postMessage(typeof indexedDB)']))) && 'worker';` },
  { name: 'start a shared worker', code: `return new (globalThis as any).SharedWorker('data:,') && 'shared worker';` },
  { name: 'register a service worker', code: `return (await (navigator as any).serviceWorker.getRegistrations()).length + ' registrations';` },
  { name: 'make a shadow realm', code: `return new (globalThis as any).ShadowRealm().evaluate('typeof indexedDB');` },
  { name: 'talk to other tabs', code: `return new (globalThis as any).BroadcastChannel('gradbook') && 'channel';` },
  { name: 'look at the locks of other tabs', code: `return JSON.stringify(await (navigator as any).locks.query());` },
  { name: 'import scripts', code: `(globalThis as any).importScripts(URL.createObjectURL(new Blob(['globalThis.hit = typeof indexedDB']))); return (globalThis as any).hit;` },
  { name: 'evaluate in the global scope', code: `const kind = (0, eval)('typeof indexedDB + typeof Worker'); return kind === 'undefinedundefined' ? '' : kind;` },
  { name: 'ask sloppy code for its caller', code: `return new Function('return arguments.callee.caller')();` },
  { name: 'ask sloppy code for the global object', code: `const all = new Function('return this')(); return all.indexedDB ?? all.caches ?? all.document?.defaultView?.localStorage;` },
  { name: 'read names that compiled code keeps to itself', code: `const run = eval('typeof $0_run === "undefined" ? null : $0_run'); inspect('run', run); return '';` },
  {
    name: 'load a script into a thread of the wasm backend',
    code: String.raw`
      const threads = [...((tf as any).findBackend('wasm')?.wasm?.PThread?.runningWorkers ?? []), ...((tf as any).findBackend('wasm')?.wasm?.PThread?.unusedWorkers ?? [])];
      if (threads.length === 0) return '';
      const { port1, port2 } = new MessageChannel();
      const script = 'postMessage({ hit: [typeof indexedDB, typeof caches, typeof Worker, typeof navigator.storage, typeof BroadcastChannel].join() }); var WasmBackendModuleThreadedSimd = () => 0;';
      const answer = await new Promise<string>((resolve) => {
        threads[0].addEventListener('message', (event: MessageEvent) => { if (event.data?.hit) resolve(event.data.hit); });
        threads[0].postMessage({ cmd: 'load', handlers: [], wasmMemory: { buffer: null }, urlOrBlob: URL.createObjectURL(new Blob([script])) });
        setTimeout(() => resolve('none'), 300);
      });
      return /^(none|undefined(,undefined)+)$/.test(answer) ? '' : answer;`,
    leaves: 'ruins',
  },
  { name: 'make a thread from the constructor of another', code: `const thread = (tf as any).findBackend('wasm').wasm.PThread.runningWorkers[0] ?? (tf as any).findBackend('wasm').wasm.PThread.unusedWorkers[0]; return new thread.constructor('data:,') instanceof EventTarget && thread.constructor !== EventTarget ? 'worker' : '';` },
  {
    name: 'import the kernel once more and speak to it',
    code: `${SCRIPTS}
      await new Function('url', 'return import(url)')(location.href + '?again');
      const { port1, port2 } = new MessageChannel();
      mine(port1); mine(port2);
      const heard: any[] = [];
      port1.onmessage = (event) => heard.push(event.data);
      dispatchEvent(new MessageEvent('message', { data: { type: 'init', version: 2, stop: null, files: null, device: 'cpu', wasmPath: '/', modules: { cdns: [], pins: {} }, lifeLock: null }, ports: [port2] }));
      await new Promise((resolve) => setTimeout(resolve, 200));
      return 'indexedDB' in globalThis || 'Worker' in globalThis ? 'rights' : '';`,
    leaves: 'ruins',
  },
  {
    name: 'look through the exports of every script of the kernel',
    code: `${SCRIPTS}
      for (const url of scripts) { const module = await new Function('url', 'return import(url)')(url).catch(() => ({})); inspect(url, ...Object.values(module)); }
      return '';`,
  },
  {
    name: 'import the script of the page',
    code: `const html = await (await fetch('/')).text(); const [, src] = /<script[^>]*src="([^"]+)"/.exec(html) ?? []; const page = await new Function('url', 'return import(url)')(new URL(src!, location.origin).href); inspect('page', ...Object.values(page)); return (globalThis as any).gradbook;`,
    leaves: 'ruins',
  },
  { name: 'find an object of a removed kind among the globals', code: `for (let at: any = globalThis; at; at = Object.getPrototypeOf(at)) for (const name of Object.getOwnPropertyNames(at)) { let kind = ''; try { kind = Object.prototype.toString.call(at[name]); } catch {} if (/IDB|Storage|CacheS|Lock|ServiceWorker|Cookie|FileSystem/.test(kind)) return name + ' ' + kind; }` },
  { name: 'find an object of a removed kind in navigator', code: `for (const name in navigator) { const kind = Object.prototype.toString.call((navigator as any)[name]); if (/Storage|Lock|ServiceWorker|Cookie|Permission|USB|HID|Serial|Credential/.test(kind)) return name + ' ' + kind; }` },
  { name: 'reach the page', code: `const g = globalThis as any; return g.parent?.document ?? g.top?.document ?? g.opener ?? g.frames?.length;` },
  { name: 'write into the page through the document at hand', code: `const g = globalThis as any; g.document.title = 'taken over'; g.document.body.innerHTML = 'taken over'; g.document.cookie = 'a=taken'; return '';` },
  { name: 'navigate the page', code: `const g = globalThis as any; location.href; try { (location as any).href = '/elsewhere'; } catch {} g.open?.('/elsewhere'); g.navigation?.navigate('/elsewhere'); return '';` },
  { name: 'script an output of its own', code: `display.html('<script>try { top.location = "/elsewhere"; } catch {} try { parent.document.title = "taken over"; } catch {} parent.postMessage({ type: "finished" }, "*")</script>'); return '';` },
  { name: 'fetch notebooks from the server', code: `for (const path of ['/notebooks', '/api/notebooks', '/files', '/content', '/#n=' + globalThis.other, '/.git/config']) { const text = await (await fetch(path)).text(); if (text.includes('canary')) return path; }` },
  { name: 'fetch notebooks synchronously', code: `for (const path of ['/notebooks', '/files/private.csv', '/?n=' + globalThis.other]) { const r = new XMLHttpRequest(); r.open('GET', path, false); r.send(); if (r.responseText.includes('canary')) return path; }` },
  { name: 'fetch a blob of the page', code: `return await (await fetch('blob:' + location.origin + '/' + crypto.randomUUID())).text();` },
  { name: 'fetch from the disk', code: `return await (await fetch('file:///etc/hostname')).text();` },
  { name: 'open a stream of web sockets', code: `return typeof (globalThis as any).WebSocketStream.prototype;` },
  { name: 'open a web transport', code: `return typeof (globalThis as any).WebTransport.prototype;` },
  { name: 'notify the reader', code: `return (globalThis as any).Notification.permission;` },
  { name: 'subscribe to pushes', code: `return typeof (globalThis as any).PushManager.prototype;` },
  { name: 'list USB devices', code: `return (await (navigator as any).usb.getDevices()).length + ' devices';` },
  { name: 'list serial ports', code: `return (await (navigator as any).serial.getPorts()).length + ' ports';` },
  { name: 'list HID devices', code: `return (await (navigator as any).hid.getDevices()).length + ' devices';` },
  { name: 'ask what the origin is permitted', code: `return (await (navigator as any).permissions.query({ name: 'geolocation' })).state;` },
  { name: 'watch for the reader to be idle', code: `return typeof (globalThis as any).IdleDetector.prototype;` },
];
