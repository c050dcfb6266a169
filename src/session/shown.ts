/**
 * What the views draw of a session: its state, held back for a moment while the answer to a run is about to
 * come. A press of a key that runs a warm cell would otherwise be drawn twice, first queued and then
 * finished, and the browser shows the second drawing a frame later. Commands read the state itself.
 */
import type { StoreApi } from 'zustand/vanilla';

/** Milliseconds that a drawing may wait for the end of a run: less than a frame. */
const PATIENCE = 12;

export interface Shown<State> {
  /** For views to subscribe to. */
  readonly store: Pick<StoreApi<State>, 'getState' | 'getInitialState' | 'subscribe'>;
  readonly held: () => boolean;
  /** Shows no change until `release` is called, at the latest 12 ms after the last call; `settle` is called just before. */
  hold(settle: () => void): void;
  /** Shows all changes at once. */
  release(): void;
}

export function createShown<State>(store: StoreApi<State>): Shown<State> {
  const listeners = new Set<(now: State, before: State) => void>();
  let last: { readonly state: State; readonly timer: ReturnType<typeof setTimeout>; settle(): void } | null = null;
  const tell = (now: State, before: State): void => {
    if (now !== before) listeners.forEach((listener) => listener(now, before));
  };
  store.subscribe((now, before) => {
    if (last === null) tell(now, before);
  });
  const shown: Shown<State> = {
    store: {
      getState: () => last?.state ?? store.getState(),
      getInitialState: store.getInitialState,
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    held: () => last !== null,
    hold(settle) {
      clearTimeout(last?.timer);
      last = { state: shown.store.getState(), timer: setTimeout(() => shown.release(), PATIENCE), settle };
    },
    release() {
      if (last === null) return;
      clearTimeout(last.timer);
      last.settle();
      const { state } = last;
      last = null;
      tell(store.getState(), state);
    },
  };
  return shown;
}
