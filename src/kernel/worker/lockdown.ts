/**
 * What a cell must not reach: storage of other notebooks, other scripts of this origin, and ways to
 * make a context that still has them. Removed from the worker before any cell runs.
 */

/** Names of the global scope. */
const GLOBALS = [
  // storage
  'indexedDB', 'IDBFactory', 'IDBDatabase', 'IDBObjectStore', 'IDBIndex', 'IDBCursor', 'IDBCursorWithValue', 'IDBKeyRange',
  'IDBOpenDBRequest', 'IDBRequest', 'IDBTransaction', 'IDBVersionChangeEvent', 'IDBRecord',
  'caches', 'Cache', 'CacheStorage', 'localStorage', 'sessionStorage', 'cookieStore', 'CookieStore', 'CookieStoreManager',
  'StorageManager', 'StorageBucket', 'StorageBucketManager', 'SharedStorage', 'sharedStorage',
  'webkitRequestFileSystem', 'webkitRequestFileSystemSync', 'webkitResolveLocalFileSystemURL', 'webkitResolveLocalFileSystemSyncURL',
  'FileSystemObserver', 'BackgroundFetchManager', 'PushManager', 'SyncManager', 'PeriodicSyncManager',
  // other contexts of this origin
  'BroadcastChannel', 'Worker', 'SharedWorker', 'ServiceWorker', 'ServiceWorkerContainer', 'ServiceWorkerRegistration',
  'LockManager', 'Lock', 'importScripts', 'Notification',
  // ends the kernel without a word; Restart is in the menu
  'close',
] as const; // prettier-ignore

/** Names of `navigator`. */
const NAVIGATOR = [
  'storage', 'storageBuckets', 'serviceWorker', 'locks', 'webkitTemporaryStorage', 'webkitPersistentStorage',
  'permissions', 'usb', 'serial', 'hid', 'bluetooth',
] as const; // prettier-ignore

/** @throws Error naming what could not be removed; no cell may run then. */
export function lockWorker(scope: object & { readonly navigator: object }): void {
  const left = [
    ...GLOBALS.filter((name) => !remove(scope, name)),
    ...NAVIGATOR.filter((name) => !remove(scope.navigator, name)).map((name) => `navigator.${name}`),
  ];
  if (left.length > 0) throw new Error(`this browser does not let the kernel give up ${left.join(', ')}; cells cannot run safely in it`);
}

/** Deletes the name from the object and everything it inherits from. */
function remove(from: object, name: string): boolean {
  for (let at: object | null = from; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    if (Object.hasOwn(at, name)) Reflect.deleteProperty(at, name);
  }
  return !(name in from);
}
