import { use, useEffect, useState } from 'react';
import type { EditorService } from '../../language/editor/types';
import { UiContext } from '../context';
import { loadMenus } from '../controls/menu/load';
import { whenIdle } from './when-idle';

/** Loading Monaco takes the page's thread for a moment, so it waits this long for an idle one, in milliseconds. */
const patience = 1500;

/** The editor service once it is loaded: asked for when the page is idle, at once where it is `urgent`. */
export function useEditorService(urgent: boolean): EditorService | null {
  const services = use(UiContext);
  const [service, setService] = useState<EditorService | null>(null);
  useEffect(() => {
    if (service || !services) return;
    let current = true;
    const load = (): void => {
      services.loadEditor().then(
        (loaded) => {
          if (current) setService(loaded);
          // Now that cells take keys; the first menu then opens at once.
          loadMenus().catch(() => undefined);
        },
        () => {
          // Without Monaco the plain field stays: cells can be written and run.
        },
      );
    };
    const cancel = urgent ? (load(), null) : whenIdle(load, patience);
    return () => {
      current = false;
      cancel?.();
    };
  }, [services, service, urgent]);
  return service;
}
