import type { Json } from '../../base/json';

/** Keeps ids valid and unique within one file. Ids it makes depend on the file alone: reading it again gives the same. */
export function idKeeper(): (id: Json | undefined, source: string) => string {
  const taken = new Set<string>();
  return (id, source) => {
    let kept = typeof id === 'string' && /^[a-zA-Z0-9_-]{1,64}$/.test(id) && !taken.has(id) ? id : null;
    for (let salt = taken.size; kept === null; salt++) {
      const made = hashId(`${salt}:${source}`);
      if (!taken.has(made)) kept = made;
    }
    taken.add(kept);
    return kept;
  };
}

/** 12 hexadecimal digits: two runs of 32-bit FNV-1a (Fowler, Noll, Vo) from different starts. */
function hashId(text: string): string {
  const high = fnv(text, 0x811c9dc5);
  const low = fnv(text, 0x9747b28c);
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0').slice(0, 4);
}

function fnv(text: string, start: number): number {
  let hash = start;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
