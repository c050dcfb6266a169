import { describe, expect, it } from 'vitest';
import { addressAdvice, splitAddress, startLines } from './server-address';

describe('a pasted address', () => {
  it('gives up the token in it', () => {
    expect(splitAddress(' ws://127.0.0.1:8476/?token=a-b_c ')).toEqual({ address: 'ws://127.0.0.1:8476', token: 'a-b_c' });
    expect(splitAddress('https://tpu.example:8476?token=a%2Fb')).toEqual({ address: 'https://tpu.example:8476', token: 'a/b' });
    expect(splitAddress('ws://localhost:1?token=%')).toEqual({ address: 'ws://localhost:1', token: '%' });
  });

  it('is kept as typed where it holds none', () => {
    expect(splitAddress('ws://127.0.0')).toEqual({ address: 'ws://127.0.0', token: null });
  });
});

describe('advice on an address', () => {
  it('tells that a server elsewhere takes TLS or a tunnel', () => {
    expect(addressAdvice('ws://tpu.example:9000')).toMatch(/--tls-cert.*ssh -N -L 9000:127\.0\.0\.1:9000 tpu\.example, then ws:\/\/127\.0\.0\.1:9000/);
    expect(addressAdvice('http://10.0.0.2')).toMatch(/8476:127\.0\.0\.1:8476 10\.0\.0\.2/);
  });

  it('lets others be, and addresses in the writing', () => {
    for (const address of ['wss://tpu.example:9000', 'tpu.example', 'ws://127.0.0.1:8476', 'ws://localhost:8476', 'localhost:8476', 'ws://[::1]:8476', '', 'ws://', 'ws://127']) expect(addressAdvice(address), address).toBeNull();
  });
});

describe('the lines that start a server', () => {
  it('allow the page they are shown on', () => {
    expect(startLines({ origin: 'http://127.0.0.1:8494', hostname: '127.0.0.1' })).toBe('pip install ./remote\ngradbook-remote serve');
    expect(startLines({ origin: 'https://books.example', hostname: 'books.example' })).toContain('serve --allow-origin https://books.example');
  });
});
