/** What a tab does while it trains: the screen stays on, closing asks first, and the end is told where the reader allowed it. */
import type { StoreApi } from 'zustand/vanilla';
import { trainingNow, type TrainingNow } from '../../session/durable/training-now';
import type { SessionState } from '../../session/types';

/** @returns a function that ends the watch */
export function watchTrainingTab(store: Pick<StoreApi<SessionState>, 'getState' | 'subscribe'>): () => void {
  let training: TrainingNow | null = null;
  let awake: Promise<WakeLockSentinel | null> | null = null;

  const keepAwake = (): void => {
    if (training === null || document.visibilityState !== 'visible' || awake !== null || !('wakeLock' in navigator)) return;
    // Refused on low battery, for one: training goes on all the same.
    awake = navigator.wakeLock.request('screen').catch(() => null);
    void awake.then((sentinel) => sentinel?.addEventListener('release', () => (awake = null)));
  };
  const sleep = (): void => {
    void awake?.then((sentinel) => sentinel?.release());
    awake = null;
  };
  const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
  const onVisible = (): void => {
    // The browser lets go of the lock of a page that is hidden.
    if (document.visibilityState === 'visible') keepAwake();
    else awake = null;
  };

  const follow = (): void => {
    const before = training;
    training = trainingNow(store.getState());
    if (before === null && training !== null) {
      addEventListener('beforeunload', ask);
      keepAwake();
    }
    if (before === null || training !== null) return;
    removeEventListener('beforeunload', ask);
    sleep();
    tellEnd(store.getState(), before);
  };

  document.addEventListener('visibilitychange', onVisible);
  const unsubscribe = store.subscribe(follow);
  follow();
  return () => {
    unsubscribe();
    document.removeEventListener('visibilitychange', onVisible);
    removeEventListener('beforeunload', ask);
    sleep();
  };
}

/** Only to who looks elsewhere, and has allowed it. */
function tellEnd({ name, runs }: SessionState, { cellId, loss }: TrainingNow): void {
  if (document.visibilityState === 'visible' || !('Notification' in window) || Notification.permission !== 'granted') return;
  const failed = runs[cellId]?.status === 'error';
  const body = `${failed ? 'Training failed' : 'Training has ended'}${loss === null ? '' : ` · loss ${Number(loss.toPrecision(3))}`}`;
  const notification = new Notification(name, { body, tag: `gradbook-${cellId}` });
  notification.onclick = () => {
    window.focus();
    notification.close();
  };
}

/** To be called by a click: the browser asks the reader. @returns what to tell */
export async function allowNotifications(): Promise<{ readonly tone: 'success' | 'warning'; readonly text: string; readonly remedy: string }> {
  if (!('Notification' in window)) return { tone: 'warning', text: 'This browser shows no notifications', remedy: 'The title of the tab tells the epoch and the loss.' };
  const permission = await Notification.requestPermission();
  if (permission === 'granted') return { tone: 'success', text: 'You are told when a training ends', remedy: 'Only while you look at another tab or window.' };
  return { tone: 'warning', text: 'Notifications are not allowed for this page', remedy: 'Allow them in the settings of the site, then choose the command again.' };
}
