/** Places to draw in, by tab and name, as tfjs-vis has them; each is an output of the cell, and one of the panel's surfaces. */
import { mime } from '../../../base/mime';
import { LightDocument } from '../dom/document';
import { LightElement } from '../dom/element';
import { namespaces } from '../dom/namespaces';
import type { LightNode } from '../dom/node';
import { serialise } from '../dom/serialise';
import type { Slots } from '../figures/sink';

/** What the functions of tfvis draw in: a surface, `{name, tab}`, its `drawArea`, an element, or a name. */
export type Container = string | { readonly name: string; readonly tab?: string; readonly styles?: unknown } | { readonly drawArea: object } | object;

/** An element whose content is shown when something is put into it. */
class DrawArea extends LightElement {
  constructor(
    document: LightDocument,
    private readonly changed: () => void,
  ) {
    super(document, namespaces.html, 'div');
  }
  override insertBefore<T extends LightNode>(child: T, reference: LightNode | null | undefined): T {
    const inserted = super.insertBefore(child, reference);
    this.changed();
    return inserted;
  }
}

export interface Surface {
  readonly name: string;
  readonly tab: string;
  readonly container: LightElement;
  readonly label: LightElement;
  readonly drawArea: LightElement;
}

export interface Place {
  /** Id of its output; the same for the same tab and name. */
  readonly id: string;
  readonly title: string;
  /** Id of one of several outputs that are shown here. */
  readonly part: (key: string) => string;
}

export interface SurfaceParts {
  readonly slots: Slots;
  readonly newId: () => string;
  /** The run is not over before this is. */
  readonly pending: (work: Promise<void>) => void;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Told of each output of a surface before it is shown. */
  readonly announce: (tab: string, name: string, displayId: string) => void;
}

/** What is drawn a moment after it was put in place is still seen. */
const DRAW_WAIT = 60;

export class Surfaces {
  readonly #byKey = new Map<string, Surface>();
  readonly #areas = new Map<object, Surface>();
  readonly #elements = new Map<object, Place>();
  readonly #waiting = new Set<string>();
  readonly #drawn = new Set<string>();
  readonly #document: LightDocument;

  constructor(private readonly parts: SurfaceParts) {
    const found: unknown = Reflect.get(globalThis, 'document');
    this.#document = found instanceof LightDocument ? found : new LightDocument(globalThis);
  }

  get all(): Surface[] {
    return [...this.#byKey.values()];
  }

  /** @throws TypeError for what has no name */
  surface({ name, tab = 'Visor' }: { readonly name: string; readonly tab?: string }): Surface {
    if (typeof name !== 'string' || name === '') throw new TypeError("a surface needs a name, as in {name: 'Loss', tab: 'Training'}");
    const key = `${tab}\n${name}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const container = this.#document.createElement('div');
    const label = this.#document.createElement('div');
    const place = this.#place(tab, name);
    const drawArea: LightElement = new DrawArea(this.#document, () => this.#showArea(drawArea, place));
    label.append(name);
    container.append(label, drawArea);
    const made: Surface = { name, tab, container, label, drawArea };
    this.#byKey.set(key, made);
    this.#areas.set(drawArea, made);
    return made;
  }

  /** @throws TypeError naming what fits */
  placeOf(given: Container): Place {
    if (typeof given === 'string') return this.#place('Visor', given);
    if (typeof given === 'object' && given !== null) {
      const area: unknown = 'drawArea' in given ? given.drawArea : given;
      const own = typeof area === 'object' && area !== null ? this.#areas.get(area) : undefined;
      if (own !== undefined) return this.#place(own.tab, own.name);
      if ('name' in given && typeof given.name === 'string') return this.#place('tab' in given && typeof given.tab === 'string' ? given.tab : 'Visor', given.name);
      if (given instanceof LightElement) {
        let place = this.#elements.get(given);
        if (place === undefined) {
          const id = `tfvis-${this.parts.newId()}`;
          place = { id, title: given.getAttribute('id') ?? '', part: (key) => `${id}-${key}` };
          this.#elements.set(given, place);
        }
        return place;
      }
    }
    throw new TypeError("tfvis draws in {name: 'Loss', tab: 'Training'}, in a surface of tfvis.visor(), or in an element of document");
  }

  #place(tab: string, name: string): Place {
    const id = `tfvis-${tab}-${name}`.replace(/\s+/g, '-');
    const announced = (displayId: string): string => {
      this.parts.announce(tab, name, displayId);
      return displayId;
    };
    return { id: announced(id), title: tab === 'Visor' ? name : `${tab} · ${name}`, part: (key) => announced(`${id}-${key}`) };
  }

  #showArea(area: LightElement, { id, title }: Place): void {
    // Several that are put in one after another are shown once.
    if (this.#waiting.has(id)) return;
    this.#waiting.add(id);
    // Its place is kept, so that what is shown next comes below.
    if (!this.#drawn.has(id)) this.parts.slots.put(id, { [mime.plain]: title });
    this.#drawn.add(id);
    this.parts.pending(
      this.parts.wait(DRAW_WAIT).then(() => {
        this.#waiting.delete(id);
        const heading = title === '' ? '' : `<p style="margin:0 0 4px;font-weight:600">${title.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</p>`;
        this.parts.slots.put(id, { [mime.html]: heading + serialise(area), [mime.plain]: [title, area.textContent.trim() || 'drawing'].filter((part) => part !== '').join(': ') }, { [mime.html]: { isolated: false } });
      }),
    );
  }
}

