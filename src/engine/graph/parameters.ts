/**
 * Attributes that are numbers of the moment rather than part of a computation's structure: they are given at each
 * execution, so that a step whose learning rate or random counter moves on is still the same graph.
 */
import type { Attribute, Attributes } from './ir';

/** By kernel, the attributes and the type of their numbers. */
const PARAMETERS: Readonly<Record<string, Readonly<Record<string, 'float32' | 'int32'>>>> = {
  Fill: { value: 'float32' },
  OptimizerStep: { hyper: 'float32' },
  RandomValues: { key: 'int32' },
};

/** @throws Error if the attribute is none. */
export function parameterType(kernel: string, name: string): 'float32' | 'int32' {
  const dtype = PARAMETERS[kernel]?.[name];
  if (dtype === undefined) throw new Error(`attribute '${name}' of ${kernel} is part of its structure`);
  return dtype;
}

export interface SplitAttributes {
  readonly attributes: Attributes;
  /** One number, or a list of them, each. */
  readonly parameters: Readonly<Record<string, number | readonly number[]>>;
}

/** Parts what is told to a kernel into structure and numbers of the moment. @throws Error if an attribute is not plain data. */
export function splitAttributes(kernel: string, attrs: Readonly<Record<string, unknown>> | undefined): SplitAttributes {
  const names = PARAMETERS[kernel];
  const attributes: Record<string, Attribute> = {};
  const parameters: Record<string, number | readonly number[]> = {};
  for (const name in attrs) {
    const value = attrs[name];
    if (value === undefined) continue;
    if (names?.[name] !== undefined && isNumeric(value)) parameters[name] = value;
    else if (isAttribute(value)) attributes[name] = value;
    else throw new Error(`kernel '${kernel}' cannot be recorded: its attribute '${name}' is not plain data`);
  }
  return { attributes, parameters };
}

function isAttribute(value: unknown): value is Attribute {
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  return Array.isArray(value) && value.every(isAttribute);
}

const isNumeric = (value: unknown): value is number | readonly number[] =>
  typeof value === 'number' || (Array.isArray(value) && value.every((item) => typeof item === 'number'));
