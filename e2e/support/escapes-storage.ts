/** Attempts on what the origin stores, and on the files of other notebooks. */
import type { Escape } from './escapes';

/** A cell's way to the handle of its own notebook's folder: it is passed as `this` to a method that it replaces. */
const FOLDER = String.raw`
const proto = FileSystemDirectoryHandle.prototype as any;
const folder: any = await new Promise((resolve) => {
  const { values } = proto;
  proto.values = function () { proto.values = values; resolve(this); return values.call(this); };
  files.list().catch(() => undefined);
});
`;

export const STORAGE_ESCAPES: readonly Escape[] = [
  { name: 'open the notebook store', code: `return await new Promise((done) => { const r = (globalThis as any).indexedDB.open('gradbook'); r.onsuccess = () => done(r.result.name); r.onerror = () => done('') });` },
  { name: 'list databases', code: `return (await (globalThis as any).indexedDB.databases()).length + ' databases';` },
  {
    name: 'take indexedDB from the scope it is inherited from',
    code: `for (let at: any = globalThis; at; at = Object.getPrototypeOf(at)) { const d = Object.getOwnPropertyDescriptor(at, 'indexedDB'); if (d) return d.get ? d.get.call(globalThis) : d.value; }`,
  },
  { name: 'call the factory through its interface', code: `return (globalThis as any).IDBFactory.prototype.databases.call({});` },
  { name: 'read a record through the interface of stores', code: `return typeof (globalThis as any).IDBObjectStore.prototype.getAll;` },
  { name: 'open the cache of the app', code: `return (await (globalThis as any).caches.keys()).length + ' caches';` },
  { name: 'use the interface of caches', code: `return typeof (globalThis as any).CacheStorage.prototype.match;` },
  { name: 'read localStorage', code: `return (globalThis as any).localStorage.length + ' items';` },
  { name: 'read sessionStorage', code: `return (globalThis as any).sessionStorage.length + ' items';` },
  { name: 'read cookies', code: `return (await (globalThis as any).cookieStore.getAll()).length + ' cookies';` },
  { name: 'get the root of the private file system', code: `return (await (navigator as any).storage.getDirectory()).name;` },
  { name: 'get the root through the interface of storage', code: `return await (globalThis as any).StorageManager.prototype.getDirectory.call(Object.create(null));` },
  {
    name: 'take storage from the prototype of navigator',
    code: `for (let at: any = navigator; at; at = Object.getPrototypeOf(at)) { const d = Object.getOwnPropertyDescriptor(at, 'storage'); if (d) return d.get!.call(navigator); }`,
  },
  { name: 'open a storage bucket', code: `return (await (navigator as any).storageBuckets.keys()).length + ' buckets';` },
  { name: 'use the older file system', code: `return (globalThis as any).webkitRequestFileSystemSync(1, 1024).root.fullPath;` },
  { name: 'resolve an address of the older file system', code: `return (globalThis as any).webkitResolveLocalFileSystemSyncURL('filesystem:' + location.origin + '/persistent/').fullPath;` },
  { name: 'watch the file system', code: `return new (globalThis as any).FileSystemObserver(() => 0) && 'watching';` },
  { name: 'models in localStorage and IndexedDB through tfjs', code: `const models = Object.keys(await (tf as any).io.listModels()); return models.some((name) => !name.startsWith('opfs:')) ? models.join() : '';` },
  { name: 'leave the folder with ..', code: `${FOLDER} return (await folder.getDirectoryHandle('..')).name;` },
  { name: 'leave the folder with ../ and a name', code: `${FOLDER} for await (const name of (await folder.getDirectoryHandle('../')).keys()) return name;` },
  { name: 'read the file of another notebook by a path', code: `${FOLDER} return await (await (await folder.getFileHandle('../' + globalThis.other + '/private.csv')).getFile()).text();` },
  { name: 'read the file of another notebook by an encoded path', code: `${FOLDER} return await (await (await folder.getFileHandle('..%2F' + globalThis.other + '%2Fprivate.csv')).getFile()).text();` },
  { name: 'delete the folder of another notebook', code: `${FOLDER} await folder.removeEntry('../' + globalThis.other, { recursive: true }); return 'deleted';` },
  { name: 'make a folder outside', code: `${FOLDER} return (await folder.getDirectoryHandle('../stolen', { create: true })).name;` },
  { name: 'move a file into the folder above', code: `${FOLDER} const f = await folder.getFileHandle('mine.txt', { create: true }); await f.move('../mine.txt'); return 'moved';` },
  { name: 'ask a handle for its parent', code: `${FOLDER} const up = folder.getParent ?? folder.parent ?? folder.root; return up && 'parent';` },
  { name: 'copy a handle in the hope of its root', code: `${FOLDER} const copy = structuredClone(folder); return copy.getParent ? 'parent' : '';` },
  { name: 'name a file of another notebook through files', code: `return await files.text('../' + globalThis.other + '/private.csv');` },
  { name: 'write over a file of another notebook through files', code: `await files.write('../' + globalThis.other + '/private.csv', 'taken over'); return 'written';` },
  { name: 'write with a backslash', code: `await files.write('..\\\\' + globalThis.other + '\\\\private.csv', 'taken over'); return 'written';` },
];
