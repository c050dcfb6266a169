/** Where CDNs keep packages, and which version an answer turns out to be. */
import type { ModuleAnswer, ModuleSettings } from '../../../protocol/kernel';
import { packageKey, type PackageRequest } from './specifier';

const exact = /^\d+\.\d+\.\d+(?:[-+][\w.+-]*)?$/;

/** The version that is settled: asked for exactly, or pinned; null where the CDN has to choose. */
export function settledVersion(request: PackageRequest, { pins }: ModuleSettings): string | null {
  if (exact.test(request.range)) return request.range;
  const key = packageKey(request);
  return Object.hasOwn(pins, key) ? (pins[key] ?? null) : null;
}

/** `cdn` ends in a slash: in `/npm/` where it is laid out as jsDelivr is, otherwise as esm.sh is. */
export function packageAddress(cdn: string, { name, path }: PackageRequest, version: string): string {
  const wanted = `${name}${version === '' ? '' : `@${encodeURI(version)}`}${path}`;
  return cdn.endsWith('/npm/') ? `${cdn}${wanted}/+esm` : cdn + wanted;
}

/** Characters at a module's head in which CDNs say what it is. */
const HEAD = 4000;

/** The exact version that the CDN chose, from where it sent us, from its headers or from the text's head; else null. */
export function versionOf(name: string, { url, headers, text }: ModuleAnswer & { ok: true }): string | null {
  const byHeader = headers['x-jsd-version'] ?? '';
  if (exact.test(byHeader)) return byHeader;
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const named = new RegExp(`(?:^|[\\s/"'])${escaped}@(\\d+\\.\\d+\\.\\d+(?:-[\\w.]+)?(?:\\+[\\w.]+)?)(?=$|[\\s/"'?&])`);
  for (const place of [url, headers['x-esm-path'] ?? '', text.slice(0, HEAD)]) {
    const [, found] = named.exec(place) ?? [];
    if (found !== undefined) return found;
  }
  return null;
}
