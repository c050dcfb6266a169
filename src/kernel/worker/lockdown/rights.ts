/**
 * What a cell must not reach, by name. Everything here is taken from the kernel's scope, and from those of
 * its threads, before any cell runs. What stays: fetch, WebSocket and XMLHttpRequest (cells may use the
 * network; our own server has nothing but the app's files), the GPU, crypto, streams, canvases, timers.
 */
export interface Right {
  /** Whom or what it would reach. */
  readonly reaches: string;
  /** Names of the global scope. */
  readonly globals: readonly string[];
  /** Global names that begin so, also those that browsers will add: the interfaces of one such API. */
  readonly families?: readonly string[];
  /** Names of `navigator`. */
  readonly navigator: readonly string[];
}

export const RIGHTS: readonly Right[] = [
  {
    reaches: 'what this origin stores: other notebooks, their files, secrets and tokens',
    globals: [
      'indexedDB', 'mozIndexedDB', 'webkitIndexedDB', 'caches', 'Cache', 'CacheStorage', 'localStorage', 'sessionStorage', 'Storage',
      'cookieStore', 'sharedStorage', 'FileSystemObserver', 'NavigationPreloadManager',
    ],
    families: ['IDB', 'Storage', 'SharedStorage', 'CookieStore', 'webkitRequestFileSystem', 'webkitResolveLocalFileSystem'],
    navigator: ['storage', 'storageBuckets', 'cookieStore', 'webkitTemporaryStorage', 'webkitPersistentStorage'],
  },
  {
    reaches: 'other scripts of this origin, and new ones, which would have every right again',
    globals: [
      'Worker', 'SharedWorker', 'ServiceWorker', 'ServiceWorkerContainer', 'ServiceWorkerRegistration', 'Worklet', 'ShadowRealm',
      'BroadcastChannel', 'importScripts', 'LockManager', 'Lock',
    ],
    navigator: ['serviceWorker', 'locks'],
  },
  {
    reaches: 'the end of the kernel, without a word; Restart is in the menu',
    globals: ['close'],
    navigator: [],
  },
  {
    reaches: 'the reader, after the notebook is closed',
    globals: ['Notification', 'SyncManager', 'PeriodicSyncManager'],
    families: ['Push', 'BackgroundFetch'],
    navigator: ['setAppBadge', 'clearAppBadge'],
  },
  {
    reaches: 'connections that no page needs here, and that escape the checks made of fetch',
    globals: ['WebSocketStream', 'WebSocketError', 'onrtctransform'],
    families: ['WebTransport', 'RTC', 'TCP', 'UDP'],
    navigator: [],
  },
  {
    reaches: 'devices, and what the system permits this origin',
    globals: ['IdleDetector', 'CropTarget', 'RestrictionTarget', 'Permissions', 'PermissionStatus', 'UserActivation'],
    families: ['USB', 'HID', 'Serial', 'Bluetooth', 'Pressure', 'NDEF', 'SmartCard'],
    navigator: ['permissions', 'usb', 'serial', 'hid', 'bluetooth', 'smartCard', 'wakeLock', 'credentials'],
  },
]; // prettier-ignore
