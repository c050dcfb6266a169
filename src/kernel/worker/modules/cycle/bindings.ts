/** What the names in the members of a cycle mean: whose binding each is. */
import { problemOf } from '../failure';
import type { CycleMember, MergeParts } from './merge';
import { NAMESPACE } from './shape';

export type Binding =
  /** Declared by a member. */
  | { readonly kind: 'local'; readonly member: CycleMember; readonly local: string }
  /** Exported by a module outside the cycle; `name` may be `NAMESPACE`. */
  | { readonly kind: 'outside'; readonly blob: string; readonly name: string }
  /** All of a member. */
  | { readonly kind: 'namespace'; readonly member: CycleMember };

/** Equal for equal bindings. */
export function bindingKey(binding: Binding): string {
  switch (binding.kind) {
    case 'local':
      return `local ${binding.local} ${binding.member.node.url}`;
    case 'outside':
      return `outside ${binding.name} ${binding.blob}`;
    case 'namespace':
      return `namespace ${binding.member.node.url}`;
    default:
      return binding satisfies never;
  }
}

export interface BindingTable {
  /** What an imported name of a member means; null for a name that it does not import. */
  imported(member: CycleMember, local: string): Binding | null;
  /** What a member exports by name; what it passes on from outside with `export *` is not among it. */
  exported(member: CycleMember): ReadonlyMap<string, Binding>;
  /** Blobs outside of which everything is passed on with `export *`. */
  passedOn(member: CycleMember): readonly string[];
}

/** @throws ModuleProblem for an import that its module does not export */
export function createBindingTable(members: readonly CycleMember[], parts: MergeParts): BindingTable {
  const memberAt = new Map(members.map((member) => [member.node.url, member]));
  const dependency = ({ node }: CycleMember, from: string): string => parts.dependency(node, from);

  const resolve = (importer: CycleMember, from: string, name: string): Binding => {
    const url = dependency(importer, from);
    const member = memberAt.get(url);
    if (member === undefined) return { kind: 'outside', blob: parts.blobAt(url), name };
    if (name === NAMESPACE) return { kind: 'namespace', member };
    const found = exportOf(member, name, new Set());
    if (found !== null) return found;
    const others = name === 'default' ? [] : passedOn(member, new Set());
    const [only] = others;
    if (only === undefined) {
      throw problemOf({ kind: 'missing-export', url, name, exports: [...exportsOf(member, new Set()).keys()] }, [importer.node.url]);
    }
    const blob = others.length === 1 ? only : parts.publish(others.map((one) => `export * from ${JSON.stringify(one)};`).join('\n'));
    return { kind: 'outside', blob, name };
  };

  const imported = (member: CycleMember, local: string): Binding | null => {
    const found = member.shape.imports.find((one) => one.local === local);
    return found === undefined ? null : resolve(member, found.from, found.name);
  };

  const ownExport = (member: CycleMember, name: string): Binding | null => {
    const found = member.shape.exports.find((one) => one.name === name);
    if (found === undefined) return null;
    if (found.from !== null) return resolve(member, found.from, found.imported);
    return imported(member, found.local) ?? { kind: 'local', member, local: found.local };
  };

  const starMembers = (member: CycleMember): readonly CycleMember[] =>
    member.shape.stars.flatMap((from) => memberAt.get(dependency(member, from)) ?? []);

  function exportOf(member: CycleMember, name: string, seen: Set<CycleMember>): Binding | null {
    const own = ownExport(member, name);
    if (own !== null || name === 'default' || seen.has(member)) return own;
    seen.add(member);
    const found = starMembers(member).flatMap((star) => exportOf(star, name, seen) ?? []);
    // A name that comes from two places comes from neither.
    return new Set(found.map(bindingKey)).size === 1 ? (found[0] ?? null) : null;
  }

  function exportsOf(member: CycleMember, seen: Set<CycleMember>): Map<string, Binding> {
    const names = new Set(member.shape.exports.map(({ name }) => name));
    seen.add(member);
    for (const star of starMembers(member)) {
      if (!seen.has(star)) for (const name of exportsOf(star, seen).keys()) if (name !== 'default') names.add(name);
    }
    return new Map([...names].flatMap((name) => {
      const binding = exportOf(member, name, new Set());
      return binding === null ? [] : [[name, binding] as const];
    }));
  }

  function passedOn(member: CycleMember, seen: Set<CycleMember>): readonly string[] {
    if (seen.has(member)) return [];
    seen.add(member);
    const blobs = member.shape.stars.flatMap((from) => {
      const url = dependency(member, from);
      const star = memberAt.get(url);
      return star === undefined ? [parts.blobAt(url)] : passedOn(star, seen);
    });
    return [...new Set(blobs)];
  }

  return { imported, exported: (member) => exportsOf(member, new Set()), passedOn: (member) => passedOn(member, new Set()) };
}
