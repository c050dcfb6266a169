/** What bindings are called in the merged module of a cycle. */
import { freeName } from '../rewrite';
import { bindingKey, type Binding, type BindingTable } from './bindings';
import type { CycleMember } from './merge';
import { DEFAULT } from './shape';

export interface MergedNames {
  /** The name of a binding; one that the merged module has to make is then among `used`. */
  of(binding: Binding): string;
  /** What a mention of the name in the member's text becomes; null for a global name. */
  mention(member: CycleMember, name: string): string | null;
  /** Every binding that was named, with its name. */
  readonly used: ReadonlyMap<string, { readonly binding: Binding; readonly name: string }>;
  /** A name that no member's text contains. */
  fresh(): string;
}

export function createMergedNames(members: readonly CycleMember[], table: BindingTable): MergedNames {
  const stem = freeName('$m', members.map(({ node }) => node.text));
  const used = new Map<string, { readonly binding: Binding; readonly name: string }>();
  let count = 0;
  const fresh = (): string => `${stem}${count++}`;

  /** Names that mean something of its own in a member: what inner scopes declare, and what is global. */
  const ownMeanings = new Map(members.map((member) => {
    const { mentions, declared, shape } = member;
    const imports = new Set(shape.imports.map(({ local }) => local));
    const globals = mentions.references.map(({ name }) => name).filter((name) => !declared.has(name) && !imports.has(name));
    return [member, new Set([...mentions.inner, ...globals])] as const;
  }));
  const importsItself = (member: CycleMember, local: string): boolean =>
    member.shape.imports.some((one) => {
      const binding = table.imported(member, one.local);
      return binding?.kind === 'local' && binding.member === member && binding.local === local;
    });
  /** A declaration keeps its name, and so a function its `name`, where that means nothing else anywhere. */
  const canKeep = (owner: CycleMember, local: string): boolean =>
    local !== DEFAULT &&
    members.every((member) => {
      const meanings = ownMeanings.get(member);
      if (member === owner) return !(meanings?.has(local) === true && importsItself(owner, local));
      return meanings?.has(local) !== true && !member.declared.has(local);
    });

  const choose = (binding: Binding): string => {
    if (binding.kind !== 'local') return fresh();
    const { member, local } = binding;
    if (canKeep(member, local)) return local;
    return local === DEFAULT ? fresh() : `${local}${fresh()}`;
  };
  const of = (binding: Binding): string => {
    const key = bindingKey(binding);
    const known = used.get(key);
    if (known !== undefined) return known.name;
    const name = choose(binding);
    used.set(key, { binding, name });
    return name;
  };

  return {
    of,
    mention(member, name) {
      const imported = table.imported(member, name);
      if (imported !== null) return of(imported);
      return member.declared.has(name) ? of({ kind: 'local', member, local: name }) : null;
    },
    used,
    fresh,
  };
}
