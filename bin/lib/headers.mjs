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

const COMMON = {
  ...ISOLATION,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

/** Monaco and KaTeX set style attributes, hence `unsafe-inline` for styles only. */
const pagePolicy = (scripts = '') =>
  [
    `script-src 'self'${scripts}`,
    "style-src 'self' 'unsafe-inline'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join('; ');

/** Cells are evaluated in the kernel worker, and only there; a worker does not inherit the page's policy. */
const KERNEL_POLICY = [
  "script-src 'self' 'unsafe-eval' 'wasm-unsafe-eval' blob:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
].join('; ');

/** HTML outputs: sandboxed by the element that embeds them, free to load pictures and scripts from the web. */
const FRAME_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline' 'unsafe-eval' https: blob:",
  "style-src 'self' 'unsafe-inline' https:",
  'img-src * data: blob:',
  'font-src * data:',
  'media-src * data: blob:',
  'connect-src https: data: blob:',
  "frame-ancestors 'self'",
].join('; ');

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
  const policy = isKernelScript(path) ? KERNEL_POLICY : pagePolicy(scripts);
  return { ...COMMON, 'Content-Security-Policy': policy, 'Cross-Origin-Resource-Policy': 'same-origin' };
}

/** @param {string} path */
const isKernelScript = (path) => /\/assets\/kernel-[\w-]+\.js$/.test(path) || path.endsWith('/kernel/worker/entry.ts');

/**
 * Names of assets change with their contents; those of the wasm binaries, which TensorFlow.js asks for, do not.
 * @param {string} path
 */
export const cacheControl = (path) =>
  /\/assets\/(?!wasm\/)/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache';
