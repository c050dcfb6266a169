import { mime } from '../../base/mime';
import type { Output } from '../../notebook/types';
import { stripAnsi } from './ansi';
import { streamLines } from './stream-lines';
import { readText } from './values';

/** Outputs as plain text, for the clipboard. */
export function outputText(outputs: readonly Output[]): string {
  return outputs.map(textOf).filter((text) => text !== '').join('\n');
}

function textOf(output: Output): string {
  switch (output.type) {
    case 'stream':
      return streamLines(output.text).map(stripAnsi).join('\n');
    case 'display':
    case 'result':
      return readText(output.data[mime.plain] ?? null) ?? '';
    case 'error':
      return stripAnsi([`${output.ename}: ${output.evalue}`, ...output.traceback.filter((line) => /^\s+at /.test(line))].join('\n'));
    default:
      return output satisfies never;
  }
}
