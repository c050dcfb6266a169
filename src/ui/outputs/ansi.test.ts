import { expect, test } from 'vitest';
import { parseAnsi, stripAnsi } from './ansi';
import { streamLines } from './stream-lines';

const ESC = '\u001b';

test('text without escapes is one plain piece', () => {
  expect(parseAnsi('loss 0.4').pieces).toEqual([{ text: 'loss 0.4', style: {} }]);
});

test('named colours and bold apply until reset', () => {
  expect(parseAnsi(`${ESC}[1;31mred${ESC}[0m plain ${ESC}[92mgreen`).pieces).toEqual([
    { text: 'red', style: { bold: true, colour: { kind: 'named', index: 1 } } },
    { text: ' plain ', style: {} },
    { text: 'green', style: { colour: { kind: 'named', index: 10 } } },
  ]);
});

test('a style carries over to the next line', () => {
  const first = parseAnsi(`${ESC}[3mone`);
  expect(parseAnsi('two', first.end).pieces[0]?.style.italic).toBe(true);
});

test('cube, grey and true colours become fixed colours', () => {
  const colours = [`${ESC}[38;5;196ma`, `${ESC}[38;5;244ma`, `${ESC}[48;2;1;2;300ma`].map((text) => parseAnsi(text).pieces[0]?.style);
  expect(colours[0]?.colour).toEqual({ kind: 'fixed', css: 'rgb(255 0 0)' });
  expect(colours[1]?.colour).toEqual({ kind: 'fixed', css: 'rgb(128 128 128)' });
  expect(colours[2]?.background).toEqual({ kind: 'fixed', css: 'rgb(1 2 255)' });
});

test('cursor moves, links and broken sequences leave no rubbish', () => {
  expect(stripAnsi(`a${ESC}[2Ab${ESC}]8;;https://x.y${ESC}\\link${ESC}]8;;${ESC}\\${ESC}[38;5m!`)).toBe('ablink!');
});

test('a progress bar drawn with carriage returns shows its last state', () => {
  expect(streamLines('epoch\n 10% |#   |\r 50% |##  |\r100% |####|\ndone\n')).toEqual(['epoch', '100% |####|', 'done']);
});

test('a shorter rewrite keeps the tail, as a terminal does, unless the line is erased', () => {
  expect(streamLines('12345\rab')).toEqual(['ab345']);
  expect(streamLines(`12345\r${ESC}[Kab`)).toEqual([`${ESC}[Kab`]);
});

test('Windows line ends and backspaces are understood', () => {
  expect(streamLines('one\r\ntwo\r\n')).toEqual(['one', 'two']);
  expect(streamLines('50%\b\b\b60%')).toEqual(['60%']);
});

test('blank lines stay, the final newline adds none', () => {
  expect(streamLines('a\n\nb\n')).toEqual(['a', '', 'b']);
  expect(streamLines('\n')).toEqual(['']);
});
