/** Whether anything about a model is other than it was: rates, flags, what it was compiled with. */
import type { OpenModel } from './model';
import type { Part } from './parts';

const COMPILED = ['optimizer_', 'lossFunctions', 'metricsTensors', 'collectedTrainableWeights', 'layers'] as const;

/** What follows from the use that is made of a part and changes nothing in what it does. */
const INCIDENTAL = new Set(['_refCount', '_built', 'built', 'dropoutFunc']);

/** All that a step of training takes from a model beside its weights, as it was when this was made. */
export class Settings {
  readonly #held: readonly (readonly [holder: Part, name: string, value: unknown])[];

  constructor(model: OpenModel, parts: ReadonlySet<Part>, isModel: (part: Part) => boolean) {
    const own = [...parts].flatMap((part) => {
      const names = isModel(part) ? ['layers'] : Object.keys(part).filter((name) => !INCIDENTAL.has(name) && (parts.has(part[name] as Part) || isPlainValue(part[name])));
      // Inherited: what it computes in, which follows from what is set elsewhere.
      return [...names, 'precisionKey'].map((name) => [part, name, part[name]] as const);
    });
    this.#held = [...COMPILED.map((name) => [model as unknown as Part, name, model[name]] as const), ...own];
  }

  get hold(): boolean {
    for (const [holder, name, value] of this.#held) if (!Object.is(holder[name], value)) return false;
    return true;
  }
}

const isPlainValue = (value: unknown): boolean => typeof value !== 'object' || value === null;
