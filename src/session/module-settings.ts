/** Where imports of packages come from: the reader's choice of a CDN, and the versions the notebook has settled on. */
import { err, ok, type Result } from '../base/result';
import { importPins } from '../notebook/import-pins';
import type { Notebook } from '../notebook/types';
import type { ModuleSettings } from '../protocol/kernel';
import type { Preferences } from '../storage/preferences';

/** Used until the reader names another, and the one that stands in where the first has not got a module. */
export const usualCdns = ['https://esm.sh/', 'https://cdn.jsdelivr.net/npm/'] as const;

export function moduleSettings(preferences: Preferences, notebook: Notebook): ModuleSettings {
  return { cdns: moduleCdns(preferences.read().moduleCdn), pins: importPins(notebook) };
}

export function moduleCdns(chosen: string | null): readonly string[] {
  if (chosen === null) return usualCdns;
  const [, standIn] = usualCdns;
  return chosen === standIn ? [chosen, usualCdns[0]] : [chosen, standIn];
}

/** The address as it is kept, ending in a slash; or what is wrong with it. */
export function cdnAddress(text: string): Result<string, string> {
  const trimmed = text.trim();
  const address = /^[a-z][a-z\d+.-]*:/i.test(trimmed) ? trimmed : `https://${trimmed}`;
  if (!URL.canParse(address)) return err(`'${trimmed}' is no address; one looks like ${usualCdns[0]}`);
  const url = new URL(address);
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isHere)) {
    return err('The address must begin with https://; http:// is for a server on this computer');
  }
  if (url.search !== '' || url.hash !== '' || url.username !== '') return err('The address ends in a folder: leave out what follows ? or #, and names and passwords');
  return ok(url.href.endsWith('/') ? url.href : `${url.href}/`);
}
