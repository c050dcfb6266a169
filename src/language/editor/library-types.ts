/** Declaration files of the packages a cell can import, as one JSON. */
export interface LibraryTypes {
  /** Absolute path → text. */
  readonly files: Readonly<Record<string, string>>;
  /** What is imported → path of its declaration file. */
  readonly modules: Readonly<Record<string, string>>;
}

export const noLibraryTypes: LibraryTypes = { files: {}, modules: {} };
