/** Hands the reader a file; characters that file systems refuse are replaced in its name. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name.replace(/[\\/:*?"<>|\s]+/g, '-');
  link.click();
  // The download has its own reference once the click has been handled.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
