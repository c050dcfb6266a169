/** Places to draw in, by tab and name, as tfjs-vis has them; each is an output of the cell that draws, and one of the panel's surfaces. */
import { mime } from '../../../base/mime';
import type { SurfaceStyles } from '../../../protocol/kernel';
import { LightDocument } from '../dom/document';
import { LightElement } from '../dom/element';
import { namespaces } from '../dom/namespaces';
import type { LightNode } from '../dom/node';
import { serialise } from '../dom/serialise';
import type { Slots } from '../figures/sink';

export interface SurfaceInfo {
  readonly name: string;
  readonly tab?: string | null;
  /** CSS lengths, or pixels. */
  readonly styles?: Readonly<Record<string, unknown>>;
}

/** What the functions of tfvis draw in: a surface, `{name, tab}`, its `drawArea`, an element, or a name. */
export type Container = string | SurfaceInfo | { readonly drawArea: object } | object;

/** An element that tells when something is put into it or taken away. */
class Watched extends LightElement {
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
  override removeChild<T extends LightNode>(child: T): T {
    const removed = super.removeChild(child);
    this.changed();
    return removed;
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
  /** Id of its output in this run; the same for the same tab and name. */
  readonly id: string;
  readonly title: string;
  /** Id of one of several outputs that are shown here. */
  readonly part: (key: string) => string;
}

export interface AnnouncedPart {
  readonly tab: string;
  readonly name: string;
  /** One of several outputs in the surface; '' for the first. */
  readonly part: string;
  readonly displayId: string;
  readonly styles?: SurfaceStyles;
}

export interface SurfaceParts {
  readonly slots: Slots;
  /** Unique; what other cells draw in surfaces of the same names has other ids. */
  readonly newId: () => string;
  /** The run is not over before this is. */
  readonly pending: (work: Promise<void>) => void;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Told of each output of a surface before it is shown. */
  readonly announce: (part: AnnouncedPart) => void;
  /** Elements of surfaces of all cells, so that one cell draws in what another made. */
  readonly elements: WeakMap<object, Pick<Surface, 'name' | 'tab'>>;
}

/** What is drawn a moment after it was put in place is still seen. */
const DRAW_WAIT = 60;

const USUAL_TAB = 'Visor';

export class Surfaces {
  readonly #byKey = new Map<string, Surface>();
  readonly #places = new Map<string, string>();
  readonly #styles = new Map<string, SurfaceStyles>();
  readonly #loose = new Map<object, Place>();
  readonly #waiting = new Set<string>();
  readonly #drawn = new Set<string>();
  readonly #document: LightDocument;

  constructor(private readonly parts: SurfaceParts) {
    const found: unknown = Reflect.get(globalThis, 'document');
    this.#document = found instanceof LightDocument ? found : new LightDocument(globalThis);
  }

  /** @throws TypeError for what has no name */
  surface(info: SurfaceInfo): Surface {
    const { name, tab } = named(info);
    this.#style(tab, name, info.styles);
    const key = `${tab}\n${name}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    this.#place(tab, name);
    // Nothing is shown before all three are there.
    let isMade = false;
    const watched = (): LightElement => new Watched(this.#document, () => void (isMade && this.#show(made)));
    const made: Surface = { name, tab, container: watched(), label: watched(), drawArea: watched() };
    made.label.append(name);
    made.container.append(made.label, made.drawArea);
    isMade = true;
    this.#byKey.set(key, made);
    for (const element of [made.container, made.label, made.drawArea]) this.parts.elements.set(element, { name, tab });
    return made;
  }

  /** @throws TypeError naming what fits */
  placeOf(given: Container): Place {
    if (typeof given === 'string') return this.#place(USUAL_TAB, given);
    if (typeof given === 'object' && given !== null) {
      const area: unknown = 'drawArea' in given ? given.drawArea : given;
      const own = typeof area === 'object' && area !== null ? this.parts.elements.get(area) : undefined;
      if (own !== undefined) return this.#place(own.tab, own.name);
      if ('name' in given && typeof given.name === 'string') {
        const info = named(given as SurfaceInfo);
        this.#style(info.tab, info.name, (given as SurfaceInfo).styles);
        return this.#place(info.tab, info.name);
      }
      if (area instanceof LightElement) {
        let place = this.#loose.get(area);
        if (place === undefined) {
          const id = `tfvis-${this.parts.newId()}`;
          place = { id, title: area.getAttribute('id') ?? '', part: (key) => `${id}-${key}` };
          this.#loose.set(area, place);
        }
        return place;
      }
    }
    throw new TypeError("tfvis draws in {name: 'Loss', tab: 'Training'}, in a surface of tfvis.visor(), or in an element of document");
  }

  #style(tab: string, name: string, styles: SurfaceInfo['styles']): void {
    const kept = stylesOf(styles);
    if (kept !== undefined) this.#styles.set(`${tab}\n${name}`, kept);
  }

  #place(tab: string, name: string): Place {
    const key = `${tab}\n${name}`;
    const id = this.#places.get(key) ?? `tfvis-${this.parts.newId()}`;
    this.#places.set(key, id);
    const styles = this.#styles.get(key);
    const announced = (part: string, displayId: string): string => {
      this.parts.announce({ tab, name, part, displayId, ...(styles && { styles }) });
      return displayId;
    };
    const label = this.#byKey.get(key)?.label.textContent.trim() ?? name;
    return { id: announced('', id), title: tab === USUAL_TAB ? label : `${tab} · ${label}`, part: (part) => announced(part, `${id}-${part}`) };
  }

  #show({ tab, name, container, label, drawArea }: Surface): void {
    const { id, title } = this.#place(tab, name);
    const own = [...container.childNodes].filter((node) => node !== label && (node !== drawArea || drawArea.childNodes.length > 0));
    // A label that is written before anything is drawn is the title of what comes.
    if ((own.length === 0 && !this.#drawn.has(id)) || this.#waiting.has(id)) return;
    // Several that are put in one after another are shown once.
    this.#waiting.add(id);
    // Its place is kept, so that what is shown next comes below.
    if (!this.#drawn.has(id)) this.parts.slots.put(id, { [mime.plain]: title });
    this.#drawn.add(id);
    this.parts.pending(
      this.parts.wait(DRAW_WAIT).then(() => {
        this.#waiting.delete(id);
        const written = this.#place(tab, name).title;
        const heading = written === '' ? '' : `<p style="margin:0 0 4px;font-weight:600">${written.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</p>`;
        const content = [...container.childNodes].filter((node) => node !== label);
        const text = content.map((node) => node.textContent.trim()).filter((part) => part !== '').join(' ');
        this.parts.slots.put(id, { [mime.html]: heading + content.map((node) => serialise(node)).join(''), [mime.plain]: [written, text || 'drawing'].filter((part) => part !== '').join(': ') }, { [mime.html]: { isolated: false } });
      }),
    );
  }
}

function named({ name, tab }: SurfaceInfo): { readonly name: string; readonly tab: string } {
  if (typeof name !== 'string' || name === '') throw new TypeError("a surface needs a name, as in {name: 'Loss', tab: 'Training'}");
  return { name, tab: tab ?? USUAL_TAB };
}

const LENGTH = /^(\d+(\.\d+)?(px|em|rem|ch|vh|vw|%)|auto)$/;

function stylesOf(styles: SurfaceInfo['styles']): SurfaceStyles | undefined {
  if (styles === undefined || styles === null) return undefined;
  const kept = (['width', 'height', 'maxWidth', 'maxHeight'] as const).flatMap((name) => {
    const value = styles[name];
    if (value === undefined || value === null) return [];
    const length = typeof value === 'number' ? `${value}px` : value;
    if (typeof length !== 'string' || !LENGTH.test(length)) throw new RangeError(`styles.${name} of a surface is ${JSON.stringify(value)}; it is a length such as '500px', '80%' or 500`);
    return [[name, length] as const];
  });
  return Object.fromEntries(kept);
}
