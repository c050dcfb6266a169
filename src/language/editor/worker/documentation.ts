/** TypeScript's display parts as text and its documentation as Markdown. */
import type * as typescript from 'typescript';

type Parts = readonly typescript.SymbolDisplayPart[] | undefined;

export const partsText = (parts: Parts): string => parts?.map((part) => part.text).join('') ?? '';

/** Without the words that say by which import or export a name came, which in a notebook is no news. */
export const signatureOf = (info: { readonly displayParts?: typescript.SymbolDisplayPart[] }): string =>
  partsText(info.displayParts)
    .replace(/^\(alias\) /, '')
    .replace(/(?<=.)\n(?:import|export) .*$/, '');

export function documentationOf(
  info: { readonly documentation?: typescript.SymbolDisplayPart[]; readonly tags?: typescript.JSDocTagInfo[] } | null,
): string {
  if (!info) return '';
  const paragraphs = [partsText(info.documentation)];
  for (const tag of info.tags ?? []) {
    // `@doc {heading: …}` places an entry in the index of TensorFlow.js's site; it tells a reader nothing.
    if (tag.name === 'doc') continue;
    paragraphs.push(tagText(tag));
  }
  return paragraphs.filter(Boolean).join('\n\n');
}

function tagText(tag: typescript.JSDocTagInfo): string {
  if (tag.name === 'param' && tag.text) {
    const name = tag.text.find((part) => part.kind === 'parameterName');
    const rest = tag.text.filter((part) => part !== name);
    if (name) return `*@param* \`${name.text}\` ${partsText(rest).trim()}`;
  }
  const text = partsText(tag.text);
  return text ? `*@${tag.name}* ${text}` : `*@${tag.name}*`;
}
