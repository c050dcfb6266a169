/** What is true of every training that begins now: where it runs, on which packages, from which seed. */
import type { Engine } from '../../../engine/api';
import type { TrackFacts } from '../../../protocol/tracking';

export interface TrackPlace {
  /** The engine, which remembers here the seed that it is given. */
  readonly engine: Engine;
  now(): Pick<TrackFacts, 'device' | 'packages' | 'seed'>;
  /** Versions that imports have settled on: "d3-array@3" → "3.2.4". */
  settled(pins: Readonly<Record<string, string>>): void;
}

export function createTrackPlace(engine: Engine): TrackPlace {
  const imported: Record<string, string> = {};
  let seed: number | null = null;
  const seeding = Object.assign(Object.create(engine) as Engine, {
    seed(value: number) {
      engine.seed(value);
      seed = value;
    },
  });
  return {
    engine: seeding,
    now() {
      const { kind, name, backend } = engine.current();
      const version = engine.tf.version_core;
      return { device: { kind, name }, packages: { '@tensorflow/tfjs': version, ...(backend !== null && { backend: `${backend} ${version}` }), ...imported }, seed };
    },
    settled(pins) {
      for (const [wanted, version] of Object.entries(pins)) imported[wanted.replace(/(?<=.)@[^@/]*$/, '')] = version;
    },
  };
}
