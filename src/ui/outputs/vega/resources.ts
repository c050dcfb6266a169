/** What a spec may fetch: nothing until its notebook is trusted, then addresses of the web, without the reader's cookies. */
import type { Loader } from 'vega';

/** An address that was not fetched. */
export interface Refusal {
  readonly address: string;
  readonly reason: 'untrusted' | 'not-an-address';
}

type SanitiseOptions = Parameters<Loader['sanitize']>[1] & { readonly context?: string };

export function guardedLoader(base: Loader, network: boolean, refused: (refusal: Refusal) => void): Loader {
  const refuse = (address: string, reason: Refusal['reason']): Error => {
    refused({ address, reason });
    return new Error(`${address} is not loaded`);
  };
  return {
    ...base,
    load: base.load,
    http: (address, options) => base.http(address, { ...options, credentials: 'omit', referrerPolicy: 'no-referrer' }),
    async sanitize(given: string, options: SanitiseOptions) {
      const address = String(given).trim();
      if (options?.context === 'href') {
        if (!/^(?:https?|mailto):/i.test(address)) throw new Error(`${address} is no address of the web`);
        return { href: address, target: '_blank', rel: 'noopener noreferrer' };
      }
      const isInline = options?.context === 'image' ? /^data:image\//i.test(address) : /^data:/i.test(address);
      if (isInline) return { href: address };
      if (!/^https?:\/\//i.test(address)) throw refuse(address, 'not-an-address');
      if (!network) throw refuse(address, 'untrusted');
      return { href: address };
    },
  };
}
