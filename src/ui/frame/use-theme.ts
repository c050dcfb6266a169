import { useEffect } from 'react';
import { useApp } from '../context';

/** Puts the theme onto <html>: the chosen one, or the system's for as long as none is chosen. */
export function useTheme(): void {
  const choice = useApp((state) => state.theme);
  useEffect(() => {
    const system = window.matchMedia('(prefers-color-scheme: dark)');
    const apply = (): void => {
      const dark = choice === 'system' ? system.matches : choice === 'dark';
      document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    };
    apply();
    system.addEventListener('change', apply);
    return () => system.removeEventListener('change', apply);
  }, [choice]);
}
