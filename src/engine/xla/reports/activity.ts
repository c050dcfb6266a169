/** What a connection to an XLA server did: counted as it happens, read by the reports. */
import type { RemoteDevice, RemoteEvent, RemotePrecision, Welcome } from '../../../protocol/remote';
import type { Graph } from '../../graph/ir';

/** What the server told of a graph once it was compiled. */
export type CompiledGraph = Omit<Extract<RemoteEvent, { kind: 'compiled' }>, 'kind' | 'graph'>;

export interface GraphActivity {
  readonly graph: Graph;
  readonly executions: number;
  /** Null until the server has compiled it. */
  readonly compiled: CompiledGraph | null;
}

/** A kernel that the server lacks, asked for by a cell. */
export interface UnsupportedKernel {
  readonly kernel: string;
  /** "Cell [3], line 4"; null where unknown. */
  readonly line: string | null;
}

export interface Activity {
  readonly platform: Welcome['platform'];
  readonly devices: readonly RemoteDevice[];
  /** When it was connected, in milliseconds as `now` tells them. */
  readonly since: number;
  readonly precision: RemotePrecision;
  /** In order of their first execution. */
  readonly graphs: readonly GraphActivity[];
  readonly executions: number;
  /** Tensors that were read back, and their bytes. */
  readonly reads: number;
  readonly readBytes: number;
  /** Tensors that were sent, and their bytes. */
  readonly puts: number;
  readonly putBytes: number;
  readonly unsupported: readonly UnsupportedKernel[];
}

/** Kept small whatever a notebook does: graphs beyond are counted and not described. */
const MOST_GRAPHS = 500;
const MOST_UNSUPPORTED = 50;

/** The executor tells it what it does; a call costs a map's look-up. */
export class ActivityLog {
  readonly #of: Pick<Activity, 'platform' | 'devices' | 'since'>;
  readonly #graphs = new Map<string, { readonly graph: Graph; executions: number; compiled: CompiledGraph | null }>();
  readonly #unsupported = new Map<string, UnsupportedKernel>();
  readonly #counts = { executions: 0, reads: 0, readBytes: 0, puts: 0, putBytes: 0 };
  precision: RemotePrecision = 'float32';
  #isCounting = true;

  constructor({ platform, devices }: Pick<Welcome, 'platform' | 'devices'>, since: number) {
    this.#of = { platform, devices, since };
  }

  /** `times`: of a loop, its steps. */
  executed(graph: Graph, times = 1): void {
    this.#counts.executions += times;
    const known = this.#graphs.get(graph.key);
    if (known !== undefined) known.executions += times;
    else if (this.#graphs.size < MOST_GRAPHS) this.#graphs.set(graph.key, { graph, executions: times, compiled: null });
  }

  compiled(key: string, { milliseconds, flops, bytes, memory, collectives }: CompiledGraph): void {
    const known = this.#graphs.get(key);
    if (known !== undefined) known.compiled = { milliseconds, flops, bytes, memory, collectives };
  }

  put(bytes: number): void {
    this.#counts.puts++;
    this.#counts.putBytes += bytes;
  }

  /** Reads that `work` begins are nobody's who could do with fewer. */
  uncounted(work: () => void): void {
    this.#isCounting = false;
    try {
      work();
    } finally {
      this.#isCounting = true;
    }
  }

  read(bytes: number): void {
    if (!this.#isCounting) return;
    this.#counts.reads++;
    this.#counts.readBytes += bytes;
  }

  unsupported(kernel: string, line: string | null): void {
    if (this.#unsupported.size < MOST_UNSUPPORTED) this.#unsupported.set(`${kernel} ${line}`, { kernel, line });
  }

  get activity(): Activity {
    return { ...this.#of, ...this.#counts, precision: this.precision, graphs: [...this.#graphs.values()].map((each) => ({ ...each })), unsupported: [...this.#unsupported.values()] };
  }
}
