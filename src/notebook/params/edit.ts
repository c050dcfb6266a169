/** Writes a form's value into the code. */
import { err, ok, type Result } from '../../base/result';
import { spellLiteral } from './literal';
import { parseForm } from './parse';
import type { Param, ParamValue } from './types';

/**
 * The source with another value of `param`, which comes from `parseForm` of this source. Fails for code in a raw
 * field that would break the line.
 */
export function setParam(source: string, param: Param, value: ParamValue): Result<string, string> {
  const { start, end, line, field } = param;
  const isCode = field.kind === 'raw' || (field.kind === 'choice' && field.raw);
  const written = isCode ? String(value).trim() : spellLiteral(value, source.slice(start, end));
  // Room before the comment, where the code had none.
  const gap = written !== '' && source.startsWith('//', end) ? ' ' : '';
  const next = source.slice(0, start) + written + gap + source.slice(end);
  const stands = parseForm(next)?.items.some((item) => item.kind === 'param' && item.line === line && next.slice(item.start, item.end) === written);
  return stands ? ok(next) : err(`cannot be ${written}: it must fit on the line, in front of //@param`);
}
