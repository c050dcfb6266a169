/** A tape of numbers that decides what is written; where it ends, every choice is the first, which is the simplest. */
export class Tape {
  readonly #numbers: readonly number[];
  #at = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  /** From 0 to `choices` - 1. */
  next(choices: number): number {
    const number = this.#numbers[this.#at] ?? 0;
    this.#at += 1;
    return choices < 2 ? 0 : number % choices;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#numbers.length;
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.next(items.length)] ?? items[0];
  }

  flip(): boolean {
    return this.next(2) === 1;
  }
}
