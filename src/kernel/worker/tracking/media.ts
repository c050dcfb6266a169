/** What a kept training holds beside its numbers, drawn as outputs of cells are: figures, pictures, tables. */
import { mime, type MimeBundle } from '../../../base/mime';
import { createFigureApi, type FigureApi } from '../../../charts/kinds/api';
import { figureBundle } from '../../../charts/kinds/bundle';
import type { Figure } from '../../../charts/kinds/figure';
import type { TrackMedia } from '../../../train/runs/types';
import { toBase64 } from '../display/base64';
import { imageBundle, isImage } from '../display/image';
import { tabular } from '../display/table';
import { encodePictures } from '../figures/pictures';
import type { Files } from '../globals/files';
import type { Looking } from '../inspect/anatomy';

export interface TrackMediaParts {
  readonly looking: Looking;
  readonly files: Pick<Files, 'has' | 'list'>;
}

export function createTrackMedia({ looking, files }: TrackMediaParts): TrackMedia {
  return {
    image(title, image, options) {
      if (isImage(image) || image instanceof Uint8Array) return Promise.resolve(imageBundle(image));
      if (typeof image === 'string') return fetchedImage(image);
      return drawn('image', (api) => api.images(image as Parameters<FigureApi['images']>[0], { title, ...options })).then(pictureBundle);
    },
    histogram: (title, values, options) => drawn('histogram', (api) => api.histogram(values as Parameters<FigureApi['histogram']>[0], { title, ...options })).then(withNumbers),
    confusionMatrix(title, { classNames, ...input }) {
      const options = { title, ...(classNames && { classNames }) };
      return drawn('confusionMatrix', (api) => {
        if ('matrix' in input) api.confusionMatrix(input.matrix as Parameters<FigureApi['heatmap']>[0], options);
        else api.confusionMatrix(input.labels as readonly string[], input.predictions as readonly string[], options);
      }).then(withNumbers);
    },
    table(title, rows, columns) {
      const bundle = tabular(rows, columns, looking);
      if (bundle === null) throw new TypeError(`train.run.table('${title}', …) takes rows, such as [{label: 3, count: 12}, …]; here is nothing with rows`);
      return Promise.resolve(bundle);
    },
    async file(path) {
      if (!(await files.has(path))) {
        const names = (await files.list()).slice(0, 10).map(({ name }) => `'${name}'`);
        throw new Error(`file '${path}' of train.run.file not found; ${names.length === 0 ? 'there are no files yet' : `files are: ${names.join(', ')}`}`);
      }
      return { [mime.json]: { path }, [mime.plain]: path };
    },
  };
}

/** The figure that one function of `chart` would show. Its complaints name the function that was called here. */
function drawn(name: string, call: (api: FigureApi) => void): Promise<Figure> {
  let figure: Figure | Promise<Figure> | null = null;
  const api = createFigureApi({ show: (_id, shown) => void (figure = shown), chart: () => undefined, encode: encodePictures, shouldStop: () => false });
  try {
    call(api);
  } catch (error) {
    if (error instanceof Error) error.message = error.message.replace(/^chart\.\w+/, `train.run.${name}`);
    throw error;
  }
  if (figure === null) throw new Error(`train.run.${name} drew nothing`);
  return Promise.resolve(figure);
}

/** One picture is a PNG, which every reader knows. */
function pictureBundle(figure: Figure): MimeBundle {
  const [only] = figure.kind === 'images' && figure.items.length === 1 ? figure.items : [];
  const png = only?.caption === undefined ? /^data:image\/png;base64,(.*)$/.exec(only?.src ?? '')?.[1] : undefined;
  return png === undefined ? figureBundle(figure) : { [mime.png]: png, [mime.plain]: `${figure.title ?? 'Image'}, ${only?.width} × ${only?.height}` };
}

/** The numbers as well, for programs that read them. */
function withNumbers(figure: Figure): MimeBundle {
  const bundle = figureBundle(figure);
  switch (figure.kind) {
    case 'histogram': {
      const { edges, series } = figure;
      const counts = edges.slice(1).map((_, index) => series.reduce((sum, one) => sum + (one.counts[index] ?? 0), 0));
      return { ...bundle, [mime.json]: { edges, counts } };
    }
    case 'confusion':
      return { ...bundle, [mime.json]: { matrix: figure.counts, classNames: figure.classNames } };
    default:
      return bundle;
  }
}

async function fetchedImage(address: string): Promise<MimeBundle> {
  const response = await fetch(address).catch((cause: unknown) => {
    throw new Error(`train.run.image could not fetch '${shortened(address)}': ${String(cause)}; give a tensor or a canvas, or an address that this page may read`);
  });
  const type = response.headers.get('content-type')?.split(';')[0] ?? '';
  if (!response.ok || !KNOWN.has(type)) throw new Error(`train.run.image got ${response.ok ? `'${type}'` : `status ${response.status}`} from '${shortened(address)}'; images are: ${[...KNOWN].join(', ')}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { [type]: type === mime.svg ? new TextDecoder().decode(bytes) : toBase64(bytes), [mime.plain]: shortened(address) };
}

const KNOWN: ReadonlySet<string> = new Set([mime.png, mime.jpeg, mime.gif, mime.svg]);
const shortened = (address: string): string => (address.length > 100 ? `${address.slice(0, 100)}…` : address);
