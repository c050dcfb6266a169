/** Places to draw in, by tab and name, as tfjs-vis has them; here each is an output of the cell. */
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
}

export interface SurfaceParts {
  readonly slots: Slots;
  readonly newId: () => string;
  /** The run is not over before this is. */
  readonly pending: (work: Promise<void>) => void;
  readonly wait: (milliseconds: number) => Promise<void>;
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
    const place = placeOf(tab, name);
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
    if (typeof given === 'string') return placeOf('Visor', given);
    if (typeof given === 'object' && given !== null) {
      const area: unknown = 'drawArea' in given ? given.drawArea : given;
      const own = typeof area === 'object' && area !== null ? this.#areas.get(area) : undefined;
      if (own !== undefined) return placeOf(own.tab, own.name);
      if ('name' in given && typeof given.name === 'string') return placeOf('tab' in given && typeof given.tab === 'string' ? given.tab : 'Visor', given.name);
      if (given instanceof LightElement) {
        let place = this.#elements.get(given);
        if (place === undefined) this.#elements.set(given, (place = { id: `tfvis-${this.parts.newId()}`, title: given.getAttribute('id') ?? '' }));
        return place;
      }
    }
    throw new TypeError("tfvis draws in {name: 'Loss', tab: 'Training'}, in a surface of tfvis.visor(), or in an element of document");
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

const placeOf = (tab: string, name: string): Place => ({ id: `tfvis-${tab}-${name}`.replace(/\s+/g, '-'), title: tab === 'Visor' ? name : `${tab} · ${name}` });
