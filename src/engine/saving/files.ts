/** The files of the notebook, as far as models that are saved need them; the kernel injects it. */
export interface ModelFiles {
  list(): Promise<readonly ModelFile[]>;
  has(name: string): Promise<boolean>;
  /** @throws Error for a file that is not there */
  bytes(name: string): Promise<Uint8Array<ArrayBuffer>>;
  /** The name appears when every byte is there; until then what was there before remains. */
  write(name: string, content: Uint8Array<ArrayBuffer>): Promise<unknown>;
  delete(name: string): Promise<void>;
}

export interface ModelFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/** The folder of models that are saved by name. */
export const MODELS = 'models/';
export const MODEL_JSON = 'model.json';
