import { expect, it } from 'vitest';
import { describeIpynbError } from './errors';
import { readIpynb } from './read';
import { writeIpynb } from './write';

const cells = String.raw`[
  {"cell_type": "heading", "level": 2, "metadata": {}, "source": ["Title\n", "more"]},
  {"cell_type": "html", "metadata": {}, "source": "<b>x</b>"},
  {"cell_type": "code", "collapsed": true, "input": ["a\n", "b"], "language": "python", "metadata": {"v": 1.0}, "prompt_number": 3,
   "outputs": [
    {"output_type": "stream", "stream": "stderr", "text": ["warn\n"]},
    {"output_type": "pyout", "prompt_number": 3, "text": ["4"], "html": "<i>4</i>", "json": "{\"a\": 1}", "metadata": {}},
    {"output_type": "display_data", "png": "QUJD", "metadata": {}},
    {"output_type": "pyerr", "ename": "E", "evalue": "v", "traceback": ["t"]}]}]`;
const file = `{"metadata": {"name": "Old one", "n": 2.50}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": ${cells}, "metadata": {}}, {"cells": [{"cell_type": "markdown", "metadata": {}, "source": "second sheet"}]}]}`;

it('format 3 is read as the same notebook in format 4.5', () => {
  const read = readIpynb(file);
  if (!read.ok) throw new Error(describeIpynbError(read.error).text);
  expect(read.value.metadata).toEqual({ name: 'Old one', n: 2.5 });
  expect(read.value.cells).toMatchObject([
    { type: 'markdown', source: '## Title more' },
    { type: 'markdown', source: '<b>x</b>' },
    {
      type: 'code',
      source: 'a\nb',
      executionCount: 3,
      metadata: { collapsed: true, v: 1 },
      outputs: [
        { type: 'stream', name: 'stderr', text: 'warn\n' },
        { type: 'result', data: { 'text/plain': '4', 'text/html': '<i>4</i>', 'application/json': { a: 1 } }, executionCount: 3 },
        { type: 'display', data: { 'image/png': 'QUJD' } },
        { type: 'error', ename: 'E', evalue: 'v', traceback: ['t'] },
      ],
    },
    { type: 'markdown', source: 'second sheet' },
  ]);
});

it('the upgraded file keeps the spelling of metadata and opens again', () => {
  const read = readIpynb(file);
  const written = read.ok ? writeIpynb(read.value) : '';
  expect(written).toContain('"v": 1.0');
  expect(written).toContain('"n": 2.50');
  expect(JSON.parse(written)).toMatchObject({ nbformat: 4, nbformat_minor: 5 });
  const again = readIpynb(written);
  expect(again.ok && writeIpynb(again.value)).toBe(written);
});

it.each([
  ['{"nbformat": 3}', 'worksheets is missing, expected a list'],
  ['{"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "foo"}]}]}', "cell 1: cell_type is 'foo'"],
  ['{"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "outputs": [{"output_type": "x"}]}]}]}', "cell 1: outputs[0].output_type is 'x'"],
])('a broken one says where: %s', (text, words) => {
  const read = readIpynb(text);
  expect(read.ok ? '' : describeIpynbError(read.error).text).toContain(words);
});
