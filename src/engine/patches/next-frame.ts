/**
 * Stands in for `requestAnimationFrame`, which a hidden tab never answers: each callback runs in a task
 * of its own, so that messages get their turn in between. TensorFlow.js yields between batches through
 * the function it finds while it loads, and keeps it.
 */
export class PromptFrames {
  /** Whether anyone has asked for a frame yet. */
  asked = false;
  readonly #waiting: FrameRequestCallback[] = [];
  readonly #channel = new MessageChannel();
  #count = 0;

  constructor() {
    const { port1 } = this.#channel;
    port1.onmessage = () => this.#waiting.shift()?.(performance.now());
    // In Node an open port would keep the process alive.
    if ('unref' in port1 && typeof port1.unref === 'function') port1.unref();
  }

  /** Runs `load` while these frames stand in for the global function. */
  async during<T>(load: () => Promise<T>): Promise<T> {
    const before = Object.getOwnPropertyDescriptor(globalThis, 'requestAnimationFrame');
    Object.defineProperty(globalThis, 'requestAnimationFrame', {
      configurable: true,
      writable: true,
      value: (callback: FrameRequestCallback) => this.#request(callback),
    });
    try {
      return await load();
    } finally {
      if (before === undefined) Reflect.deleteProperty(globalThis, 'requestAnimationFrame');
      else Object.defineProperty(globalThis, 'requestAnimationFrame', before);
    }
  }

  #request(callback: FrameRequestCallback): number {
    this.asked = true;
    this.#waiting.push(callback);
    this.#channel.port2.postMessage(null);
    this.#count += 1;
    return this.#count;
  }
}
