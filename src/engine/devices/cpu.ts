import type { DeviceReport } from '../../protocol/kernel';
import type { CpuFacts } from '../cpu/start';

/** Describes the CPU device, and what it would take to make it faster. */
export function describeCpu({ simd, threads, cores }: CpuFacts, isolated: boolean): DeviceReport {
  const parts = ['WebAssembly', ...(simd ? ['SIMD'] : []), count(threads, 'thread')];
  return {
    kind: 'cpu',
    backend: 'wasm',
    available: true,
    name: parts.join(' · '),
    facts: [
      { label: 'SIMD', value: simd ? 'on' : 'off' },
      { label: 'Threads', value: String(threads) },
      { label: 'Cores', value: String(cores) },
    ],
    ...shortfall(simd, threads, cores, isolated),
  };
}

function shortfall(simd: boolean, threads: number, cores: number, isolated: boolean): Pick<DeviceReport, 'reason' | 'remedy'> {
  if (!simd) {
    return { reason: 'This browser has no WebAssembly SIMD, so training is several times slower.', remedy: 'Use Chrome 91+, Edge 91+, Firefox 89+ or Safari 16.4+.' };
  }
  if (threads === 1 && cores > 1 && !isolated) {
    return { reason: 'The page is not cross-origin isolated, so only one core can be used.', remedy: 'Serve it with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: credentialless, or reload once so that the service worker can set them.' };
  }
  return {};
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
