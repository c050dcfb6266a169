/** A model cut into stages, and the devices that do each. */
import type { layers } from '@tensorflow/tfjs';

type Layer = layers.Layer;

/**
 * Runs of layers, one after another, none without layers, that hold about the same number of weights each.
 * @throws RangeError where there are fewer layers than stages
 */
export function cutLayers(given: readonly Layer[], stages: number): readonly (readonly Layer[])[] {
  if (!Number.isInteger(stages) || stages < 1 || stages > given.length) {
    throw new RangeError(`a model of ${given.length} layers is cut into 1 to ${given.length} stages; here are ${String(stages)}`);
  }
  // A layer without weights takes time too.
  const sizes = given.map((layer) => 1 + layer.countParams());
  const whole = sizes.reduce((sum, size) => sum + size, 0);
  const cuts: number[] = [];
  let [behind, next] = [0, 0];
  for (let stage = 1; stage < stages; stage++) {
    const goal = (whole * stage) / stages;
    // One layer at least, and one at least for each stage that follows.
    behind += sizes[next++] ?? 0;
    while (next < given.length - (stages - stage) && Math.abs(behind + (sizes[next] ?? 0) - goal) <= Math.abs(behind - goal)) behind += sizes[next++] ?? 0;
    cuts.push(next);
  }
  return [0, ...cuts].map((from, stage) => given.slice(from, cuts[stage]));
}

/**
 * The part of the mesh that each stage runs on, null where one device does them all.
 * @param mapping the part of each stage; one each, in order, unless given
 * @throws RangeError naming the remedy where the devices cannot be parted so
 */
export function groupsOf(stages: number, devices: number, mapping?: readonly number[]): readonly (readonly [index: number, of: number])[] | null {
  const parts = mapping ?? Array.from({ length: stages }, (_, stage) => stage);
  if (parts.length !== stages || parts.some((part) => !Number.isInteger(part) || part < 0)) {
    throw new RangeError(`deviceMapping names the part of the devices for each of the ${stages} stages, counted from 0; here is [${parts.join(', ')}]`);
  }
  if (devices === 1) return null;
  const count = Math.max(...parts) + 1;
  if (devices % count !== 0) {
    throw new RangeError(
      `${devices} devices do not divide among ${count} stages: start the server with a multiple of ${count} (--devices), cut the model into another number of stages, or put several on the same devices by deviceMapping`,
    );
  }
  return parts.map((part) => [part, count]);
}
