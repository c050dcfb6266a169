/** The `console` of a cell. */
import { formatLog, type Logging } from './format';

/** Where one console's text goes. */
export interface ConsoleSink {
  write(name: 'stdout' | 'stderr', text: string): void;
  /** True once text is only counted; `skip` then counts a line without making it. */
  readonly textSpent: boolean;
  skip(): void;
  /** Shows tabular data; false where it is none and is to be logged instead. */
  table(data: unknown, columns: readonly string[] | undefined): boolean;
  clear(): void;
  /** Frames of the calling code, innermost first, one a line. */
  trace(): readonly string[];
  /** Milliseconds, monotonic. */
  now(): number;
}

/** The part of the platform's console that cells find; the other methods do nothing here. */
export interface CellConsole {
  log(...args: unknown[]): void;
  info(...args: unknown[]): void;
  debug(...args: unknown[]): void;
  warn(...args: unknown[]): void;
  error(...args: unknown[]): void;
  trace(...args: unknown[]): void;
  dir(value?: unknown, options?: unknown): void;
  dirxml(...args: unknown[]): void;
  assert(condition?: unknown, ...args: unknown[]): void;
  table(data?: unknown, columns?: readonly string[]): void;
  group(...args: unknown[]): void;
  groupCollapsed(...args: unknown[]): void;
  groupEnd(): void;
  time(label?: string): void;
  timeLog(label?: string, ...args: unknown[]): void;
  timeEnd(label?: string): void;
  count(label?: string): void;
  countReset(label?: string): void;
  clear(): void;
}

export function createConsole(sink: ConsoleSink, logging: Logging): CellConsole {
  const timers = new Map<string, number>();
  const counts = new Map<string, number>();
  let indent = '';

  const line = (name: 'stdout' | 'stderr', text: string): void => {
    sink.write(name, indent === '' ? `${text}\n` : `${indent}${text.replaceAll('\n', `\n${indent}`)}\n`);
  };
  const say = (name: 'stdout' | 'stderr', args: readonly unknown[]): void => {
    // What is beyond the bound is not worth making into text.
    if (sink.textSpent) sink.skip();
    else line(name, formatLog(args, logging));
  };
  const out = (...args: unknown[]): void => say('stdout', args);
  const complain = (...args: unknown[]): void => say('stderr', args);
  const group = (...args: unknown[]): void => {
    if (args.length > 0) out(...args);
    indent += '  ';
  };
  const elapsed = (label: string, rest: readonly unknown[]): void => {
    const since = timers.get(label);
    if (since === undefined) complain(`Timer '${label}' not found; start it with console.time('${label}').`);
    else out(`${label}: ${duration(sink.now() - since)}`, ...rest);
  };

  return {
    log: out,
    info: out,
    debug: out,
    warn: complain,
    error: complain,
    trace(...args) {
        const head = args.length === 0 ? 'Trace' : `Trace: ${formatLog(args, logging)}`;
      line('stderr', [head, ...sink.trace()].join('\n'));
    },
    dir: (value) => out(typeof value === 'string' ? JSON.stringify(value) : value),
    dirxml: out,
    assert(condition, ...args) {
      if (condition) return;
      const [first, ...rest] = args;
      if (args.length === 0) complain('Assertion failed');
      else if (typeof first === 'string') complain(`Assertion failed: ${first}`, ...rest);
      else complain('Assertion failed:', ...args);
    },
    table(data, columns) {
      if (!sink.table(data, columns)) out(data);
    },
    group,
    groupCollapsed: group,
    groupEnd() {
      indent = indent.slice(2);
    },
    time(label = 'default') {
      if (timers.has(label)) complain(`Timer '${label}' is already running.`);
      else timers.set(label, sink.now());
    },
    timeLog: (label = 'default', ...args) => elapsed(label, args),
    timeEnd(label = 'default') {
      elapsed(label, []);
      timers.delete(label);
    },
    count(label = 'default') {
      const times = (counts.get(label) ?? 0) + 1;
      counts.set(label, times);
      out(`${label}: ${times}`);
    },
    countReset(label = 'default') {
      if (counts.has(label)) counts.set(label, 0);
      else complain(`Count '${label}' not found; count with console.count('${label}') first.`);
    },
    clear() {
      indent = '';
      sink.clear();
    },
  };
}

function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${milliseconds.toFixed(milliseconds < 10 ? 3 : 1)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(3)} s`;
  return `${Math.floor(seconds / 60)} min ${(seconds % 60).toFixed(1)} s`;
}
