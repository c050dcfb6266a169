import { describe, expect, test } from 'vitest';
import { maskMagics } from './mask-magics';

const commented = (text: string) => maskMagics(text) !== text;

describe('lines for the shell', () => {
  test.each([
    ['!ls', '//s'],
    ['!ls -l\nconst a = 1', '//s -l\nconst a = 1'],
    ['// data\n\n!wget https://a.b/c.csv\n!head c.csv\n\nconst t = 1', '// data\n\n//get https://a.b/c.csv\n//ead c.csv\n\nconst t = 1'],
    ['!wget \\\n  -O x \\\n  https://a.b\nlet a', '//get \\\n//-O x \\\n//https://a.b\nlet a'],
    ["const url = 'x'\n!wget {url}\nlet b", "const url = 'x'\n//get {url}\nlet b"],
    ['let i = 0\ni++\n!ls', 'let i = 0\ni++\n//s'],
    ["f(/['\"`]/)\n!ls\n!echo don't\nconst s = 'a'\n!pwd", "f(/['\"`]/)\n//s\n//cho don't\nconst s = 'a'\n//wd"],
    ['!ls\r\nlet a\r\n', '//s\r\nlet a\r\n'],
    ['!pip install numpy', '//ip install numpy'],
    ['!frobnicate --hard', '//robnicate --hard'],
  ])('%j becomes a comment of its length', (text, masked) => {
    expect(maskMagics(text)).toBe(masked);
  });

  test.each([
    '!ready && start()',
    '!ready',
    ' !ls',
    '!key in table',
    '!x instanceof Y',
    'let cat = 1\n!cat && meow()',
    'let cat = 1\n!cat ? 1 : 2',
    'const ok = a &&\n!cat',
    'const t = `\n!ls -l\n`',
    '/*\n!ls\n*/',
    'f(\n!ls\n)',
    'if (a) {\n!ls\n}',
    'const t = `${`\n`}\n!ls`',
    '!/x/.test(y)',
    '!!a',
    '!(a)',
    '!tail.next',
  ])('%j is TypeScript', (text) => {
    expect(maskMagics(text)).toBe(text);
  });
});

describe('percent lines', () => {
  test('a magic about the cell leaves its code', () => {
    expect(maskMagics('%%time\nconst a = 1')).toBe('//time\nconst a = 1');
    expect(maskMagics('%%js\n!ls\na % b')).toBe('//js\n//s\na % b');
  });

  test('a magic whose cell is text leaves blanks', () => {
    expect(maskMagics('%%html\n<b>\n</b>')).toBe('//html\n   \n    ');
    expect(maskMagics('// a\n%%bash\nls | wc\n\n')).toBe('// a\n//bash\n       \n\n');
  });

  test('a remainder in the middle of a cell is a remainder', () => {
    expect(commented('const a = 7\n% 2')).toBe(false);
  });
});
