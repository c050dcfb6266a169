/** Bytes of models and weights: from the notebook's files, from a `File`, or from the web, checked and kept. */
import type { TrainEnvironment, TrainFiles } from '../trainer/environment';
import { filesOf } from '../trainer/trainer';
import { requireChecksum, sha256 } from './checksum';

/** SHA-256 in hexadecimal: of the one file, or by the name of each. */
export type Checksums = string | Readonly<Record<string, string>>;

export interface SourceOptions {
  readonly sha256?: Checksums;
  /** Whether what is downloaded is kept with the notebook, and found there the next time; true unless told. */
  readonly cache?: boolean;
}

/** What a reader chose: in a `File` of the browser, or a `Blob` with a name. */
export interface NamedBlob {
  readonly name: string;
  arrayBuffer(): Promise<ArrayBuffer>;
}

export const isNamedBlob = (value: unknown): value is NamedBlob => typeof value === 'object' && value !== null && 'arrayBuffer' in value && 'name' in value && typeof value.name === 'string';

/** Downloads, as hidden files of the notebook. */
const CACHE = '.gradbook/cache/';

export const isAddress = (source: string): boolean => /^(https?|data|blob):/.test(source);

/**
 * The bytes of a file of the notebook, a chosen file, or an address, checked against the checksum that is given for it.
 * @throws Error for what is not there, cannot be loaded, or has another checksum; nothing wrong is kept
 */
export async function bytesOf(env: TrainEnvironment, source: string | NamedBlob, options: SourceOptions = {}): Promise<Uint8Array> {
  const name = typeof source === 'string' ? source : source.name;
  const wanted = checksumOf(options.sha256, name);
  if (typeof source === 'string' && isAddress(source)) return download(env, source, wanted, options.cache ?? true);
  const bytes = typeof source === 'string' ? await filesOf(env.currentRun()).bytes(source) : new Uint8Array(await source.arrayBuffer());
  await requireChecksum(bytes, wanted, name);
  return bytes;
}

/** By the last part of the name, where checksums are given for each. */
export function checksumOf(given: Checksums | undefined, name: string): string | undefined {
  if (given === undefined || typeof given === 'string') return given;
  return given[name] ?? given[lastPart(name)];
}

export const lastPart = (path: string): string => (path.split(/[?#]/)[0] ?? '').split('/').at(-1) ?? '';

async function download(env: TrainEnvironment, url: string, wanted: string | undefined, isKept: boolean): Promise<Uint8Array> {
  const files = isKept && /^https?:/.test(url) ? (env.currentRun()?.files ?? null) : null;
  const kept = files && (await keptUnder(url));
  const known = files && kept && (await alreadyKept(files, kept));
  // What is kept and does not fit is of another version, or damaged: it is loaded anew.
  if (known && (wanted === undefined || (await sha256(known)) === wanted.toLowerCase())) return known;
  const bytes = await load(env, url);
  await requireChecksum(bytes, wanted, url);
  if (files && kept) await files.write(kept, bytes);
  return bytes;
}

async function keptUnder(url: string): Promise<string | null> {
  const digest = await sha256(new TextEncoder().encode(url)).catch(() => null);
  return digest && `${CACHE}${digest.slice(0, 16)}-${lastPart(url).replace(/[^\w.-]/g, '_') || 'file'}`;
}

const alreadyKept = async (files: TrainFiles, name: string): Promise<Uint8Array | null> => ((await files.has(name)) ? files.bytes(name) : null);

async function load(env: TrainEnvironment, url: string): Promise<Uint8Array<ArrayBuffer>> {
  let response: Response;
  try {
    response = await env.fetch(url);
  } catch (cause) {
    throw new Error(`'${url}' could not be loaded: the connection failed, or its server does not allow other pages (CORS); download it and upload it in the Files panel`, { cause });
  }
  if (!response.ok) throw new Error(`'${url}' could not be loaded: the server answered ${response.status} ${response.statusText}`.trim());
  return new Uint8Array(await response.arrayBuffer());
}
