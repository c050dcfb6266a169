/**
 * The response headers of every file, in one place for the server, the dev server and the tests.
 *
 * Cross-origin isolation (COOP and COEP) gives SharedArrayBuffer, which Stop and wasm threads need;
 * `credentialless` keeps fetches from CDNs working.
 */

const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'credentialless',
};

/** What the app never uses; frames inside it get none of it either. */
const UNUSED_FEATURES = [
  'accelerometer', 'camera', 'display-capture', 'geolocation', 'gyroscope', 'hid', 'idle-detection', 'magnetometer',
  'microphone', 'midi', 'payment', 'publickey-credentials-get', 'serial', 'usb', 'xr-spatial-tracking',
]; // prettier-ignore

const COMMON = {
  ...ISOLATION,
  // A file is only ever what its type says.
  'X-Content-Type-Options': 'nosniff',
  // No site that a notebook links to or loads from learns the address, which may hold the notebook.
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy': UNUSED_FEATURES.map((feature) => `${feature}=()`).join(', '),
  // Names in the links of a notebook are looked up when they are clicked, not when they are shown.
  'X-DNS-Prefetch-Control': 'off',
};

/** Servers that someone runs on this machine: a remote runtime, a CDN of one's own. */
const LOOPBACK = ['localhost', '127.0.0.1'].flatMap((host) => [`http://${host}:*`, `ws://${host}:*`]).join(' ');

/** @param {readonly string[]} lines */
const policy = (lines) => lines.join('; ');

/** @param {string} [scripts] further sources, with a space in front */
const pagePolicy = (scripts = '') =>
  policy([
    // Whatever has no line of its own: nothing.
    "default-src 'none'",
    // The app's own files; no inline script and no eval, so that HTML which slips through runs nothing.
    `script-src 'self'${scripts}`,
    // Monaco and KaTeX set style attributes.
    "style-src 'self' 'unsafe-inline'",
    // Pictures of outputs (data:, blob:) and of Markdown in trusted notebooks (https:).
    "img-src 'self' data: blob: https:",
    "media-src 'self' data: blob: https:",
    // Fonts of the interface, of math and of the editor's icons.
    "font-src 'self' data:",
    // Modules for cells, notebooks and data opened by their address, a remote runtime.
    `connect-src 'self' data: blob: https: wss: ${LOOPBACK}`,
    // The kernel, the compiler and the editor's helpers.
    "worker-src 'self'",
    // HTML outputs: frame.html and nothing else can be shown, nor can a frame be led elsewhere.
    "frame-src 'self'",
    // Installing the app.
    "manifest-src 'self'",
    // No plug-ins.
    "object-src 'none'",
    // No HTML can change what relative addresses mean.
    "base-uri 'none'",
    // No HTML can send a form.
    "form-action 'none'",
    // Nobody can put the app into a frame and have it clicked unawares.
    "frame-ancestors 'none'",
  ]);

/** The kernel's worker, and its threads: cells are evaluated here and nowhere else. A worker does not inherit the page's policy. */
const KERNEL_POLICY = policy([
  "default-src 'none'",
  // The kernel's own files, the cells' code (eval), modules that the loader has linked (blob:), WebAssembly.
  "script-src 'self' blob: 'unsafe-eval' 'wasm-unsafe-eval'",
  // Cells may use the network as any page may.
  'connect-src * data: blob:',
  // Fonts for drawing on canvases.
  'font-src * data: blob:',
  // The threads of the wasm backend; the right to start any is gone before a cell runs.
  "worker-src 'self' blob:",
]);

/**
 * The worker that holds the socket to a remote runtime: nothing but sockets, wherever the reader's address leads. It has
 * no page's policy, and the notation of policies has no [::1].
 */
const SOCKET_POLICY = policy(["default-src 'none'", "script-src 'self'", 'connect-src ws: wss:']);

/** HTML outputs: of an opaque origin, free to load pictures and scripts from the web. */
const FRAME_POLICY = policy([
  "default-src 'none'",
  // Also where the file is opened by itself.
  'sandbox allow-scripts',
  "script-src 'self' 'unsafe-inline' 'unsafe-eval' https: blob:",
  "style-src 'self' 'unsafe-inline' https:",
  'img-src * data: blob:',
  'font-src * data:',
  'media-src * data: blob:',
  'connect-src https: data: blob:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
]);

/**
 * @param {string} path the request's path, without the query
 * @param {{ scripts?: string }} [options] extra script sources for the page (the dev server's nonce)
 * @returns {Record<string, string>}
 */
export function headersFor(path, { scripts } = {}) {
  if (/\/frame\.(html|js|css)$/.test(path)) {
    // The frame's origin is opaque, so its own files are cross-origin to it.
    return { ...COMMON, 'Content-Security-Policy': FRAME_POLICY, 'Cross-Origin-Resource-Policy': 'cross-origin' };
  }
  const ofPath = isKernelScript(path) ? KERNEL_POLICY : isSocketScript(path) ? SOCKET_POLICY : pagePolicy(scripts);
  return { ...COMMON, 'Content-Security-Policy': ofPath, 'Cross-Origin-Resource-Policy': 'same-origin' };
}

/** @param {string} path */
const isKernelScript = (path) => /\/assets\/kernel-[\w-]+\.js$/.test(path) || path.endsWith('/kernel/worker/entry.ts');

/** @param {string} path */
const isSocketScript = (path) => /\/assets\/socket-worker-[\w-]+\.js$/.test(path) || path.endsWith('/kernel/client/remote/socket-worker.ts');

/**
 * Names of assets change with their contents; those of the wasm binaries, which TensorFlow.js asks for, do not.
 * @param {string} path
 */
export const cacheControl = (path) =>
  /\/assets\/(?!wasm\/)/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache';
