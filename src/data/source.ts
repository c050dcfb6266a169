/** Bytes that are read in pieces, wherever they lie: memory, an uploaded file, an archive. */
export interface ByteSource {
  /** Bytes. */
  readonly size: number;
  /** The bytes of [start, end); shorter where the source ends before. */
  slice(start: number, end: number): Promise<Uint8Array>;
}

export const fromBytes = (bytes: Uint8Array): ByteSource => ({
  size: bytes.byteLength,
  slice: (start, end) => Promise.resolve(bytes.subarray(start, end)),
});

export const fromBlob = (blob: Blob): ByteSource => ({
  size: blob.size,
  slice: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
});
