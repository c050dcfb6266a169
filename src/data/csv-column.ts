/** How a column of text becomes values. */
export type ColumnType = 'number' | 'boolean' | 'date' | 'string';

/** Values of one column. Missing ones are NaN, null or ''. Dates stay the text they are. */
export type ColumnValues = Float64Array | readonly (boolean | null)[] | readonly string[];

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly values: ColumnValues;
}

const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$|^[+-]?(inf(inity)?|nan)$/i;
const boolean = /^(true|false)$/i;
const date = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** What every present value of a sample is; text where there is none or they differ. */
export function typeOf(sample: readonly string[], missing: ReadonlySet<string>): ColumnType {
  const present = sample.map((text) => text.trim()).filter((text) => !missing.has(text));
  if (present.length === 0) return 'number';
  const all = (pattern: RegExp): boolean => present.every((text) => pattern.test(text));
  if (all(number)) return 'number';
  if (all(boolean)) return 'boolean';
  return all(date) ? 'date' : 'string';
}

/** Collects one column; numbers go into a typed array at once, so that wide tables of them stay small. */
export class ColumnBuilder {
  private numbers = new Float64Array(0);
  private readonly others: (string | boolean | null)[] = [];
  private length = 0;
  /** A value was not of the expected type: the column must be read again as text. */
  misfit = false;
  /** No number stands for a missing value, so that most fields need no look into the set. */
  private readonly plainNumbers: boolean;

  constructor(
    readonly name: string,
    readonly type: ColumnType,
    private readonly missing: ReadonlySet<string>,
  ) {
    if (type === 'number') this.numbers = new Float64Array(1024);
    this.plainNumbers = [...missing].every((text) => Number.isNaN(Number.parseFloat(text)));
  }

  push(text: string): void {
    if (this.misfit) return;
    switch (this.type) {
      case 'number':
        this.pushNumber(text);
        break;
      case 'boolean':
        this.pushBoolean(text.trim());
        break;
      case 'date':
        this.misfit = !date.test(text.trim()) && !this.missing.has(text.trim());
        this.others.push(this.missing.has(text.trim()) ? '' : text.trim());
        break;
      case 'string':
        this.others.push(this.missing.has(text) ? '' : text);
        break;
      default:
        this.type satisfies never;
    }
  }

  finish(): Column {
    const { name, type } = this;
    if (type === 'number') return { name, type, values: this.numbers.slice(0, this.length) };
    // Each type pushes its own kind of value only.
    return { name, type, values: this.others as readonly string[] | readonly (boolean | null)[] };
  }

  private pushNumber(text: string): void {
    if (this.length === this.numbers.length) {
      const grown = new Float64Array(this.length * 2);
      grown.set(this.numbers);
      this.numbers = grown;
    }
    const quick = this.plainNumbers ? quickNumber(text) : NaN;
    const value = Number.isNaN(quick) ? this.carefulNumber(text.trim()) : quick;
    if (value === null) this.misfit = true;
    else this.numbers[this.length++] = value;
  }

  private carefulNumber(text: string): number | null {
    if (this.missing.has(text)) return NaN;
    return number.test(text) ? toNumber(text) : null;
  }

  private pushBoolean(text: string): void {
    if (this.missing.has(text)) this.others.push(null);
    else if (boolean.test(text)) this.others.push(text.toLowerCase() === 'true');
    else this.misfit = true;
  }
}

/** The number that most fields are; NaN where `Number` is laxer than we are (blank, hexadecimal) or strict about it. */
function quickNumber(text: string): number {
  if (text === '0') return 0;
  const value = Number(text);
  const lax = value === 0 || text.charCodeAt(1) > 57; // a letter in second place: 0x1f, 1e5
  return lax ? NaN : value;
}

function toNumber(text: string): number {
  const value = Number(text);
  if (!Number.isNaN(value)) return value;
  return /inf/i.test(text) ? (text.startsWith('-') ? -Infinity : Infinity) : NaN;
}
