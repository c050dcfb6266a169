/** Kept trainings in memory, for tests. */
import type { JsonObject } from '../../base/json';
import type { StartOptions, Track, TrackMedia, Tracks } from './types';

export interface SeenTrack {
  readonly options: StartOptions | null;
  readonly points: { readonly values: Readonly<Record<string, number>>; readonly step: number; readonly epoch: number | undefined }[];
  readonly settings: JsonObject[];
  readonly described: Parameters<Track['describe']>[0][];
  readonly items: Parameters<Track['keep']>[0][];
  end: readonly [status: string, message: string | undefined] | null;
}

export function createTestTracks(): Tracks & { readonly seen: SeenTrack[] } {
  const seen: SeenTrack[] = [];
  let open: Track | null = null;
  const begin = (options: StartOptions | null): Track => {
    const own: SeenTrack = { options, points: [], settings: [], described: [], items: [], end: null };
    seen.push(own);
    const track = {
      id: `t${seen.length}`,
      step: 0,
      name: options?.name ?? '',
      isTraining: false,
      log(values: Readonly<Record<string, number>>, at: Parameters<Track['log']>[1] = {}) {
        track.step = Math.max(track.step, at.step ?? 0);
        own.points.push({ values, step: at.step ?? track.step, epoch: at.epoch });
      },
      settings: (values: JsonObject) => void own.settings.push(values),
      describe: (what: Parameters<Track['describe']>[0]) => void own.described.push(what),
      keep: (item: Parameters<Track['keep']>[0]) => void own.items.push(item),
      end(status: string, message?: string) {
        own.end = [status, message];
        if (open === track) open = null;
      },
    };
    return (open = track);
  };
  const media: TrackMedia = {
    image: async (title) => ({ 'text/plain': title }),
    histogram: async (title) => ({ 'text/plain': title }),
    confusionMatrix: async (title) => ({ 'text/plain': title }),
    table: async (title) => ({ 'text/plain': title }),
    file: async (path) => ({ 'application/json': { path } }),
  };
  return { seen, media, waitFor: (work) => void work, underway: () => open, current: () => open ?? begin(null), start: begin };
}
