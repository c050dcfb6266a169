/** What linked modules need while they run: a small module of the loader's own that they all import. */
import type { ModulePlatform } from './platform';

/** Members that linked code calls. Cells can reach it and gain nothing: they have `import` and `import.meta` themselves. */
export interface LinkedLoader {
  /** `import` of the module at that address. */
  import(importer: string): (specifier: unknown, options?: unknown) => Promise<object>;
  /** Its `import.meta`. */
  meta(url: string): object;
  /** One of the kernel's own modules. */
  builtIn(name: string): object;
}

const TEXT = 'export let loader; export const fill = (value) => { loader ??= value; };';

/** Resolves with the address of the module. */
export async function createSupport(platform: ModulePlatform, loader: LinkedLoader): Promise<string> {
  const url = platform.publish(TEXT);
  const { fill } = (await platform.load(url)) as { readonly fill: (value: LinkedLoader) => void };
  fill(Object.freeze(loader));
  return url;
}

/** The text of a module that exports the members of one of the kernel's own. */
export function builtInText(name: string, members: readonly string[], supportUrl: string): string {
  const named = members.filter((member) => member !== 'default');
  return [
    `import { loader } from ${JSON.stringify(supportUrl)};`,
    `const all = loader.builtIn(${JSON.stringify(name)});`,
    `export default all.default;`,
    ...named.map((member, index) => `const m${index} = all[${JSON.stringify(member)}]; export { m${index} as ${JSON.stringify(member)} };`),
  ].join('\n');
}
