/**
 * Declarations of the packages that cells import, fetched from where their CDN says they are. A package
 * becomes known all at once when its last file is there; until then, and where it has none, it is `any`.
 */
import type * as typescript from 'typescript';
import type { FetchText, FetchedText } from '../service';
import { declarationAddresses, declaredTypes, packageName, parseManifest, tensorFlowIn, typesPackage } from './package-address';

type TypeScript = typeof typescript;

/** For all packages of a notebook together. Characters, because that is what TypeScript's memory grows with. */
const limits = { files: 200, characters: 4_000_000, requests: 600 };

/** What an import means: a file of ours, or a package of TensorFlow.js. */
export type PackageTarget = { readonly file: string } | { readonly library: string };

interface LoadedFile {
  readonly text: string;
  readonly imports: ReadonlyMap<string, PackageTarget>;
}

export class PackageTypes {
  readonly #ts: TypeScript;
  readonly #fetch: FetchText;
  readonly #arrived: () => void;
  #cdns: readonly string[] = [];
  readonly #asked = new Set<string>();
  /** Of packages that are complete: what a cell's import means. */
  readonly #entries = new Map<string, PackageTarget>();
  readonly #files = new Map<string, LoadedFile>();
  /** Complete or on their way, by file name. */
  readonly #loading = new Map<string, Promise<boolean>>();
  readonly #texts = new Map<string, Promise<FetchedText | null>>();
  #characters = 0;

  /** `arrived` is called whenever a package became known. */
  constructor(ts: TypeScript, fetch: FetchText, arrived: () => void) {
    this.#ts = ts;
    this.#fetch = fetch;
    this.#arrived = arrived;
  }

  /** Addresses ending in a slash; none forbids fetching. Packages that were not found are looked for again. */
  setCdns(cdns: readonly string[]): void {
    if (cdns.join() === this.#cdns.join()) return;
    this.#cdns = cdns;
    for (const specifier of this.#asked) if (!this.#entries.has(specifier)) this.#asked.delete(specifier);
    for (const file of this.#loading.keys()) if (!this.#files.has(file)) this.#loading.delete(file);
    this.#texts.clear();
  }

  /** Starts to fetch what is not known yet; never waits for it. */
  want(specifiers: Iterable<string>): void {
    if (this.#cdns.length === 0) return;
    for (const specifier of specifiers) {
      if (this.#asked.has(specifier) || tensorFlowIn(specifier) !== null) continue;
      this.#asked.add(specifier);
      void this.#load(specifier);
    }
  }

  /** What `specifier` means in a cell, or in one of the files here. */
  resolve(specifier: string, containingFile: string): PackageTarget | null {
    const inFile = this.#files.get(containingFile);
    return (inFile ? inFile.imports.get(specifier) : this.#entries.get(specifier)) ?? null;
  }

  text(file: string): string | undefined {
    return this.#files.get(file)?.text;
  }

  async #load(specifier: string): Promise<void> {
    const target = await this.#entry(specifier);
    if (!target) return;
    this.#entries.set(specifier, target);
    this.#arrived();
  }

  /** The declarations of a package or an address, loaded with all they need. */
  async #entry(specifier: string): Promise<PackageTarget | null> {
    for (const cdn of this.#cdns) {
      const address = await this.#entryAddress(specifier, cdn);
      const target = address === null ? null : await this.#follow([address]);
      if (target) return target;
    }
    return null;
  }

  async #entryAddress(specifier: string, cdn: string): Promise<string | null> {
    if (/^https?:/.test(specifier)) {
      // Only the CDNs are asked: showing a notebook must not call on any address that its author likes.
      return this.#isTrusted(specifier) ? this.#namedByModule(specifier) : null;
    }
    const wanted = packageName(specifier);
    if (!wanted) return null;
    const { name, versioned, path } = wanted;
    const own = servesPackagesAsPublished(cdn) ? null : await this.#namedByModule(cdn + versioned + path);
    if (own !== null) return own;
    return (await this.#namedByManifest(cdn, versioned, path)) ?? (path === '' && !name.startsWith('@types/') ? this.#namedByManifest(cdn, typesPackage(name), '') : null);
  }

  #isTrusted(address: string): boolean {
    return this.#cdns.some((cdn) => new URL(cdn).origin === new URL(address).origin);
  }

  /** The address that a module's answer gives for its types. */
  async #namedByModule(address: string): Promise<string | null> {
    const found = await this.#get(address);
    const types = found?.headers['x-typescript-types'];
    if (!found || types === undefined || !URL.canParse(types, found.url)) return null;
    return new URL(types, found.url).href;
  }

  async #namedByManifest(cdn: string, versioned: string, path: string): Promise<string | null> {
    const found = await this.#get(`${cdn}${versioned}/package.json`);
    const manifest = found && parseManifest(found.text);
    const types = manifest ? declaredTypes(manifest, path) : null;
    return found && types !== null ? new URL(types, found.url).href : null;
  }

  /** Loads the first of these that exists. */
  async #follow(addresses: readonly string[]): Promise<PackageTarget | null> {
    for (const address of addresses) {
      const file = fileOf(address);
      const loading = this.#loading.get(file) ?? this.#loadFile(address, file);
      this.#loading.set(file, loading);
      // A file that is on its way counts: waiting for it would lock circular imports for ever.
      if (this.#files.has(file) || (await loading)) return { file };
    }
    return null;
  }

  async #loadFile(address: string, file: string): Promise<boolean> {
    if (this.#files.size >= limits.files) return false;
    const found = await this.#get(address);
    if (!found || this.#files.size >= limits.files || this.#characters + found.text.length > limits.characters) return false;
    this.#characters += found.text.length;
    const imports = new Map<string, PackageTarget>();
    this.#files.set(file, { text: found.text, imports });
    const { importedFiles, referencedFiles } = this.#ts.preProcessFile(found.text, true, true);
    const wanted = [...importedFiles, ...referencedFiles.map(({ fileName }) => ({ fileName: /^[./]|^https?:/.test(fileName) ? fileName : `./${fileName}` }))];
    await Promise.all(
      [...new Set(wanted.map(({ fileName }) => fileName))].map(async (specifier) => {
        const target = await this.#importOf(specifier, found.url);
        if (target) imports.set(specifier, target);
      }),
    );
    return true;
  }

  async #importOf(specifier: string, from: string): Promise<PackageTarget | null> {
    const library = tensorFlowIn(specifier);
    if (library !== null) return { library };
    if (specifier.startsWith('node:')) return null;
    if (!/^[./]|^https?:/.test(specifier)) return this.#entry(specifier);
    if (!URL.canParse(specifier, from)) return null;
    const { href, origin } = new URL(specifier, from);
    return origin === new URL(from).origin || this.#isTrusted(href) ? this.#follow(declarationAddresses(specifier, from)) : null;
  }

  #get(address: string): Promise<FetchedText | null> {
    const known = this.#texts.get(address);
    if (known) return known;
    if (this.#texts.size >= limits.requests) return Promise.resolve(null);
    const fetched = this.#fetch(address).catch(() => null);
    this.#texts.set(address, fetched);
    return fetched;
  }
}

/** Such a CDN names no types with a module, whose text may be large. */
const servesPackagesAsPublished = (cdn: string): boolean => /\/npm\/$|unpkg\.com\/$/.test(cdn);

/** TypeScript tells declaration files by their names. */
function fileOf(address: string): string {
  const { host, pathname, search } = new URL(address);
  const query = search.replace(/[^\w.=-]/g, '_');
  const path = `/packages/${host}${pathname}`;
  const [, stem, ending] = /^(.*?)(\.d\.[cm]?ts)$/.exec(path) ?? [path, path, '.d.ts'];
  return `${stem}${query}${ending}`;
}
