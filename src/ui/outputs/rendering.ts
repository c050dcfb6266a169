import type { ComponentType, ReactElement } from 'react';
import { createElement } from 'react';
import type { Json, JsonObject } from '../../base/json';
import type { Reader } from './values';

/** What every renderer is given beside the value it draws. */
export interface OutputContext {
  /** Names the output for assistive technology: "Output 2 of cell 3". */
  readonly label: string;
  /** Scripts in the output may run. */
  readonly trusted: boolean;
  /** The output's metadata under its MIME type. */
  readonly metadata: JsonObject;
  /** The next best representation of the same output, where there is one. */
  readonly alternative: (() => ReactElement) | null;
}

export interface RendererProps<T> {
  readonly value: T;
  readonly context: OutputContext;
}

/** A value that has been read and can be drawn. */
export type Drawing = (context: OutputContext) => ReactElement;

/** One MIME type and how to draw it. */
export interface Renderer {
  readonly mimeType: string;
  /** Null where the value has not the shape its MIME type promises. */
  prepare(value: Json): Drawing | null;
}

export function renderer<T>(mimeType: string, read: Reader<T>, component: ComponentType<RendererProps<T>>): Renderer {
  return {
    mimeType,
    prepare(json) {
      const value = read(json);
      return value === null ? null : (context) => createElement(component, { value, context });
    },
  };
}
