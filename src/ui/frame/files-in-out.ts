/** Opens the system's file dialog; resolves to nothing when it is cancelled. */
export function pickFiles(options: { readonly accept?: string; readonly multiple: boolean }): Promise<readonly File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = options.multiple;
    if (options.accept !== undefined) input.accept = options.accept;
    input.hidden = true;
    const finish = (files: readonly File[]): void => {
      input.remove();
      resolve(files);
    };
    input.addEventListener('change', () => finish([...(input.files ?? [])]), { once: true });
    input.addEventListener('cancel', () => finish([]), { once: true });
    // Some browsers open the dialog only for an input that is in the page.
    document.body.append(input);
    input.click();
  });
}

export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The download reads the address after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** A file that is a notebook by its name. */
export const isNotebookFile = (file: File): boolean => /\.ipynb$/i.test(file.name);
