/** Event listeners of the light document. No reader's click reaches it; only code of the cell itself dispatches here. */
type Listener = ((event: Event) => void) | { handleEvent(event: Event): void };

export abstract class Listeners {
  /** Absent on the many nodes that nobody listens to. */
  #byType: Map<string, Set<Listener>> | undefined;

  /** Where an event that bubbles goes on. */
  protected get listenersAbove(): Listeners | null {
    return null;
  }
  addEventListener(type: string, listener: Listener | null): void {
    if (listener === null) return;
    this.#byType ??= new Map();
    const known = this.#byType.get(type);
    if (known === undefined) this.#byType.set(type, new Set([listener]));
    else known.add(listener);
  }
  removeEventListener(type: string, listener: Listener | null): void {
    if (listener !== null) this.#byType?.get(type)?.delete(listener);
  }
  dispatchEvent(event: Event): boolean {
    for (const listener of [...(this.#byType?.get(event.type) ?? [])]) {
      if (typeof listener === 'function') Reflect.apply(listener, this, [event]);
      else listener.handleEvent(event);
    }
    if (event.bubbles) this.listenersAbove?.dispatchEvent(event);
    return !event.defaultPrevented;
  }
}
