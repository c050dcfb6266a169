/** The global `display` of a cell. */
import { mime, type MimeBundle } from '../../../base/mime';
import type { Json, JsonObject } from '../../../base/json';
import { checkBundle } from './bundle';
import { imageBundle, imageLabel, type ImageSource } from './image';
import { withoutTags, type Picture, type Shown } from './picture';

export interface DisplayOptions {
  /** A name for the output: displaying another value under it replaces what is shown, also in earlier cells. */
  readonly id?: string;
  /** Kept beside the data in the file, as Jupyter does. */
  readonly metadata?: JsonObject;
}

/** A shown value that can be replaced. */
export class DisplayHandle {
  readonly id: string;
  readonly #replace: (value: unknown) => void;
  constructor(id: string, replace: (value: unknown) => void) {
    this.id = id;
    this.#replace = replace;
  }
  /** Shows another value in the same place. */
  update(value: unknown): void {
    this.#replace(value);
  }
}

export interface Display {
  /** Shows any value: objects to unfold, tensors with values and pictures, models, tables, images, errors. */
  (value: unknown, options?: DisplayOptions): DisplayHandle;
  html(text: string, options?: DisplayOptions): DisplayHandle;
  svg(text: string, options?: DisplayOptions): DisplayHandle;
  markdown(text: string, options?: DisplayOptions): DisplayHandle;
  latex(text: string, options?: DisplayOptions): DisplayHandle;
  /** PNG, JPEG or GIF bytes, a Blob, ImageData, an ImageBitmap or an OffscreenCanvas. */
  image(source: ImageSource, options?: DisplayOptions): DisplayHandle;
  /** A MIME bundle as Jupyter defines it: the reader picks the richest representation it knows. */
  bundle(data: Readonly<Record<string, unknown>>, options?: DisplayOptions): DisplayHandle;
  /** Takes everything shown by this cell away. */
  clear(): void;
}

export interface DisplaySink {
  say(output: DisplayOutput): void;
  /** The run is not over before this is. */
  pending(work: Promise<void>): void;
  show(value: unknown): Shown;
  newDisplayId(): string;
}
export type DisplayOutput =
  | { readonly type: 'display'; readonly data: MimeBundle; readonly metadata: JsonObject; readonly displayId: string }
  | { readonly type: 'update'; readonly data: MimeBundle; readonly metadata: JsonObject; readonly displayId: string }
  | { readonly type: 'clear' };

export function createDisplay(sink: DisplaySink): Display {
  const latest = new Map<string, number>();

  const put = (type: 'display' | 'update', shown: Shown, displayId: string, own: JsonObject): void => {
    const turn = (latest.get(displayId) ?? 0) + 1;
    latest.set(displayId, turn);
    const say = (as: 'display' | 'update', { data, metadata = {} }: Picture): void => sink.say({ type: as, data, metadata: { ...metadata, ...own }, displayId });
    if ('now' in shown) return say(type, shown.now);
    // Shown in its place at once, so that what is said next comes after it; its values follow.
    say(type, shown.standIn);
    const arrive = (picture: Picture): void => {
      if (latest.get(displayId) === turn) say('update', picture);
    };
    sink.pending(shown.later.then(arrive, (error: unknown) => arrive({ data: { [mime.plain]: error instanceof Error ? error.message : `could not be shown: ${String(error)}` } })));
  };

  const present = (make: () => Shown, options: DisplayOptions = {}): DisplayHandle => {
    const { id, metadata = {} } = options;
    if (id !== undefined && typeof id !== 'string') throw new TypeError(`the id of a display is text, not ${typeof id}`);
    const displayId = id ?? sink.newDisplayId();
    put('display', make(), displayId, toJson(metadata));
    return new DisplayHandle(displayId, (value) => put('update', sink.show(value), displayId, toJson(metadata)));
  };
  const text = (type: string, name: string, plain: (given: string) => string) => (given: string, options?: DisplayOptions): DisplayHandle => {
    if (typeof given !== 'string') throw new TypeError(`display.${name}(text) needs text, not ${given === null ? 'null' : typeof given}`);
    return present(() => ({ now: { data: { [type]: given, [mime.plain]: plain(given) } } }), options);
  };

  return Object.assign((value: unknown, options?: DisplayOptions) => present(() => sink.show(value), options), {
    html: text(mime.html, 'html', withoutTags),
    svg: text(mime.svg, 'svg', () => 'SVG image'),
    markdown: text(mime.markdown, 'markdown', (given) => given),
    latex: text(mime.latex, 'latex', (given) => given),
    image: (source: ImageSource, options?: DisplayOptions) =>
      present(() => {
        const bundle = imageBundle(source);
        if (!(bundle instanceof Promise)) return { now: { data: bundle } };
        return { standIn: { data: { [mime.plain]: imageLabel(source) } }, later: bundle.then((data) => ({ data })) };
      }, options),
    bundle: (data: Readonly<Record<string, unknown>>, options?: DisplayOptions) => present(() => ({ now: { data: checkBundle(data) } }), options),
    clear: () => sink.say({ type: 'clear' }),
  });
}

const toJson = (metadata: JsonObject): JsonObject => JSON.parse(JSON.stringify(metadata)) as { readonly [key: string]: Json };
