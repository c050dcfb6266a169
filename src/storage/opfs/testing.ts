/** A private file system in memory, for tests: what this project uses of the browser's own. */

class MemoryFile {
  readonly kind = 'file';
  #content: File;
  name: string;

  constructor(name: string) {
    this.name = name;
    this.#content = new File([], name);
  }

  getFile(): Promise<File> {
    return Promise.resolve(this.#content);
  }

  createWritable({ keepExistingData = false } = {}) {
    const chunks: BlobPart[] = keepExistingData ? [this.#content] : [];
    return Promise.resolve({
      // At a position: only the end is asked for.
      write: (chunk: BlobPart | { readonly data: BlobPart }) => Promise.resolve(void chunks.push(typeof chunk === 'object' && 'data' in chunk ? chunk.data : chunk)),
      close: () => Promise.resolve(void (this.#content = new File(chunks, this.name))),
      abort: () => Promise.resolve(),
    });
  }

  async move(folder: MemoryFolder, name: string): Promise<void> {
    folder.adopt(this, name);
    this.#content = new File([this.#content], name);
  }
}

class MemoryFolder {
  readonly kind = 'directory';
  readonly name: string;
  readonly #entries = new Map<string, MemoryFile | MemoryFolder>();

  constructor(name: string) {
    this.name = name;
  }

  adopt(file: MemoryFile, name: string): void {
    if (this.#entries.get(name) instanceof MemoryFolder) throw new DOMException(`${name} is a folder`, 'InvalidModificationError');
    this.#entries.delete(file.name);
    file.name = name;
    this.#entries.set(name, file);
  }

  async getFileHandle(name: string, { create = false } = {}): Promise<MemoryFile> {
    const found = this.#entries.get(name) ?? (create ? new MemoryFile(name) : undefined);
    if (found === undefined) throw new DOMException(`${name} not found`, 'NotFoundError');
    if (found instanceof MemoryFolder) throw new DOMException(`${name} is a folder`, 'TypeMismatchError');
    this.#entries.set(name, found);
    return found;
  }

  async getDirectoryHandle(name: string, { create = false } = {}): Promise<MemoryFolder> {
    const found = this.#entries.get(name) ?? (create ? new MemoryFolder(name) : undefined);
    if (found === undefined) throw new DOMException(`${name} not found`, 'NotFoundError');
    if (found instanceof MemoryFile) throw new DOMException(`${name} is a file`, 'TypeMismatchError');
    this.#entries.set(name, found);
    return found;
  }

  async removeEntry(name: string, { recursive = false } = {}): Promise<void> {
    const found = this.#entries.get(name);
    if (found === undefined) throw new DOMException(`${name} not found`, 'NotFoundError');
    if (found instanceof MemoryFolder && found.#entries.size > 0 && !recursive) throw new DOMException(`${name} is not empty`, 'InvalidModificationError');
    this.#entries.delete(name);
  }

  async *values(): AsyncGenerator<MemoryFile | MemoryFolder> {
    yield* [...this.#entries.values()];
  }

  async *keys(): AsyncGenerator<string> {
    yield* [...this.#entries.keys()];
  }
}

export const memoryFolder = (): FileSystemDirectoryHandle => new MemoryFolder('') as unknown as FileSystemDirectoryHandle;
