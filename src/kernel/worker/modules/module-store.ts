/** The modules that were read so far. What comes from the web is read once in a kernel's life, files of the notebook each time. */
import type { ModuleAnswer, ModuleSettings } from '../../../protocol/kernel';
import { ModuleProblem, problemOf, type Problem } from './failure';
import { readModule, wantedKey, type ModuleNode, type Wanted } from './module-node';
import { packageAddress, settledVersion, versionOf } from './packages';
import { isNotebookFile, packageKey, type PackageRequest } from './specifier';

export interface ModuleStoreParts {
  readonly askPage: (url: string) => Promise<ModuleAnswer>;
  /** Text of what only this worker can read: `data:` and `blob:` addresses. */
  readonly readHere: (url: string) => Promise<ModuleAnswer>;
  readonly settings: () => ModuleSettings;
  /** A version was settled. */
  readonly pin: (key: string, version: string) => void;
  /** A text was read. */
  readonly onText: (url: string, text: string) => void;
  readonly builtIn: (name: string) => Promise<ModuleNode>;
}

export interface ModuleStore {
  /**
   * `isWhole` finds out whether everything behind a module can be had: where given, a CDN that has a package's
   * main module but lacks a part of it gives way to the next one.
   * @throws ModuleProblem
   */
  node(wanted: Wanted, isWhole?: (node: ModuleNode) => Promise<unknown>): Promise<ModuleNode>;
}

export function createModuleStore(parts: ModuleStoreParts): ModuleStore {
  const { askPage, readHere, settings, pin, onText, builtIn } = parts;
  const byKey = new Map<string, Promise<ModuleNode>>();
  const byUrl = new Map<string, ModuleNode>();

  /** Failures are forgotten, so that running the cell again tries again; so is, if asked, what is not settled for good. */
  const once = (key: string, read: () => Promise<ModuleNode>, keep = true): Promise<ModuleNode> => {
    const known = byKey.get(key);
    if (known !== undefined) return known;
    const reading = read();
    byKey.set(key, reading);
    const forget = () => void byKey.delete(key);
    reading.then(keep ? undefined : forget, forget);
    return reading;
  };

  const fetchText = async (url: string): Promise<ModuleAnswer & { ok: true }> => {
    const answer = await (/^(data|blob):/.test(url) ? readHere(url) : askPage(url));
    if (answer.ok) {
      onText(answer.url, answer.text);
      return answer;
    }
    throw problemOf({ kind: 'fetch', url: answer.url, reason: answer.reason, detail: answer.detail });
  };

  const read = async (answer: ModuleAnswer & { ok: true }, type: string | null): Promise<ModuleNode> => {
    const node = (type === 'text' ? null : byUrl.get(answer.url)) ?? (await readModule(answer, type));
    if (isNotebookFile(node.url)) return node;
    // Two addresses that lead to one module give one node, also where both were read at the same time.
    const first = byUrl.get(node.url) ?? node;
    byUrl.set(node.url, first);
    return first;
  };

  const atUrl = async (url: string, type: string | null): Promise<ModuleNode> => read(await fetchText(url), type);

  const atCdn = async (cdn: string, request: PackageRequest, type: string | null): Promise<{ readonly node: ModuleNode; readonly chosen: string | null }> => {
    const settled = settledVersion(request, settings());
    const asked = await fetchText(packageAddress(cdn, request, settled ?? request.range));
    const chosen = settled === null ? versionOf(request.name, asked) : null;
    if (chosen === null) return { node: await read(asked, type), chosen };
    // From the address of that version, so that it is one module with what asks for the version, and there offline.
    const address = packageAddress(cdn, request, chosen);
    return { node: asked.url === address ? await read(asked, type) : await once(address, () => atUrl(address, type)), chosen };
  };

  const atSomeCdn = async (request: PackageRequest, type: string | null, isWhole?: (node: ModuleNode) => Promise<unknown>) => {
    const problems: Problem[] = [];
    for (const cdn of settings().cdns) {
      try {
        const { node, chosen } = await atCdn(cdn, request, type);
        await isWhole?.(node);
        if (chosen !== null) pin(packageKey(request), chosen);
        return node;
      } catch (cause) {
        if (!(cause instanceof ModuleProblem)) throw cause;
        problems.push(...cause.problems);
      }
    }
    if (problems.length === 0) throw problemOf({ kind: 'bad-specifier', specifier: request.name, detail: 'no CDN is set for packages; choose one in Tools → Settings' });
    throw new ModuleProblem(problems);
  };

  return {
    node(wanted, isWhole) {
      const { target, type } = wanted;
      switch (target.kind) {
        case 'built-in':
          return once(wantedKey(wanted), () => builtIn(target.name));
        case 'url':
          return isNotebookFile(target.url) ? atUrl(target.url, type) : once(wantedKey(wanted), () => atUrl(target.url, type));
        case 'package': {
          const version = settledVersion(target, settings());
          const key = wantedKey({ target: { ...target, range: version ?? target.range }, type });
          // Apart from each other: what is read on behalf of a whole package must not wait for that package.
          const place = `${settings().cdns.join(' ')} ${isWhole === undefined ? 'part' : 'whole'}`;
          return once(`${place} ${key}`, () => atSomeCdn(target, type, isWhole), version !== null);
        }
        default:
          return target satisfies never;
      }
    },
  };
}
