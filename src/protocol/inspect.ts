/**
 * A bounded picture of a JavaScript value. Deep parts are left out and carry a `handle`;
 * the page asks the kernel to expand one while that kernel lives.
 */
export type InspectNode =
  | { readonly kind: 'primitive'; readonly type: PrimitiveType; readonly text: string }
  | {
      readonly kind: 'object';
      /** What stands before the braces: "Map(3)", "Array(1000)", "MyClass", "ƒ add(a, b)". */
      readonly label: string;
      readonly shape: 'object' | 'array' | 'map' | 'set' | 'function' | 'error' | 'promise' | 'typed-array' | 'other';
      /** The whole value in at most a line, e.g. `{a: 1, b: Array(2)}`. */
      readonly preview: string;
      /** Absent where the bound was reached; then `handle` fetches them. */
      readonly entries?: readonly InspectEntry[];
      /** How many entries exist beyond those listed. */
      readonly more?: number;
      readonly handle?: string;
    }
  | { readonly kind: 'circular'; readonly label: string };

export type PrimitiveType = 'string' | 'number' | 'bigint' | 'boolean' | 'symbol' | 'undefined' | 'null';

export type InspectEntry = {
  /** Property name, array index or, for a Map, the key's text. */
  readonly key: string;
  readonly keyKind: 'property' | 'index' | 'symbol' | 'map-key' | 'getter' | 'internal';
  readonly value: InspectNode;
};
