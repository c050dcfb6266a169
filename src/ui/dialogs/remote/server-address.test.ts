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
  it('tells that a page over https reaches only servers with TLS, but for this machine', () => {
    expect(addressAdvice('ws://tpu.example:9000', { protocol: 'https:' })).toMatch(/--tls-cert.*ssh -L 9000:127\.0\.0\.1:9000 tpu\.example, then use ws:\/\/127\.0\.0\.1:9000/);
    for (const address of ['wss://tpu.example:9000', 'ws://127.0.0.1:8476', 'localhost:8476', 'ws://[::1]:8476', '', 'ws://']) expect(addressAdvice(address, { protocol: 'https:' })).toBeNull();
    expect(addressAdvice('ws://tpu.example:9000', { protocol: 'http:' })).toBeNull();
  });
});

describe('the lines that start a server', () => {
  it('allow the page they are shown on', () => {
    expect(startLines({ origin: 'http://127.0.0.1:8494', hostname: '127.0.0.1' })).toBe('pip install ./remote\ngradbook-remote serve');
    expect(startLines({ origin: 'https://books.example', hostname: 'books.example' })).toContain('serve --allow-origin https://books.example');
  });
});
