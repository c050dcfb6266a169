/** Runs recorded graphs on a remote XLA server. */
import type { RemoteEvent, RemotePrecision, RemoteType } from '../../protocol/remote';
import type { ReadFailure } from '../../protocol/remote-port';
import { wireBytes } from '../../protocol/remote-codec';
import type { Executor, Handle } from '../graph/executor';
import type { Graph, TensorSpec } from '../graph/ir';
import { valueCount } from '../graph/ir';
import type { Values } from '../tensors';
import type { RemoteConnection } from './connection';
import { RemoteError } from './errors';
import { ActivityLog } from './reports/activity';
import { deviceProfile, type DeviceProfile } from './reports/device-profile';
import { roomProblem } from './reports/memory';
import { Sharding, type Wishes } from './sharding';
import { fromBytes, toBytes, wireGraph, wireName, wireType } from './wire-graph';

interface Held {
  readonly type: RemoteType;
  readonly bytes: number;
}

export interface XlaExecutorOptions {
  /** Called while the kernel waits; what it throws ends the wait. */
  readonly check: () => void;
  /** What matrix products and convolutions compute in, asked with every graph. */
  readonly precision: () => RemotePrecision;
  /** How the notebook wants tensors to lie. */
  readonly wishes: Wishes;
}

/** Serves one session; another takes its place once that is lost. */
export class XlaExecutor implements Executor {
  readonly log: ActivityLog;
  readonly readSync: Executor['readSync'];
  readonly #epoch: number;
  readonly #kernels: ReadonlySet<string>;
  readonly #held = new Map<Handle, Held>();
  readonly #sent = new Map<string, Graph>();
  /** Executions that are not known to be done. */
  readonly #underWay = new Map<number, { readonly graph: Graph; readonly outputs: readonly Handle[] }>();
  /** Why handles have no values, by the first cause. */
  readonly #failures = new Map<Handle, RemoteError>();
  readonly #sharding: Sharding;
  #seq = 0;
  #bytes = 0;

  constructor(
    private readonly connection: RemoteConnection,
    private readonly options: XlaExecutorOptions,
  ) {
    const { welcome, epoch, canWait } = connection;
    this.#epoch = epoch;
    this.#kernels = new Set(welcome.kernels);
    this.#sharding = new Sharding(options.wishes);
    this.log = new ActivityLog(welcome, performance.now());
    this.readSync = canWait ? (handle) => this.#readNow(handle) : null;
    connection.listen({
      failed: (event) => this.#failed(event),
      compiled: (event) => this.log.compiled(this.#sent.get(event.graph)?.key ?? event.graph, event),
      rows: () => undefined,
    });
  }

  supports(kernel: string): boolean {
    return this.#kernels.has(kernel);
  }

  put(handle: Handle, { shape, dtype }: TensorSpec, values: Values): void {
    this.#throwIfLost();
    const type = wireType(dtype);
    const bytes = toBytes(values, type);
    this.#hold(handle, { type, bytes: bytes.length });
    this.log.put(bytes.length);
    this.connection.send(this.#epoch, { kind: 'put', handle, type, shape, placement: 'replicated', offset: 0, bytes: bytes.length }, bytes);
  }

  execute(graph: Graph, inputs: readonly Handle[], scalars: readonly number[], outputs: readonly Handle[], free: readonly Handle[]): void {
    this.#throwIfLost();
    const precision = this.options.precision();
    const layout = this.#sharding.lay(graph, inputs, outputs);
    const name = wireName(graph, precision, layout);
    if (!this.#sent.has(name)) {
      this.#sent.set(name, graph);
      this.connection.send(this.#epoch, { kind: 'compile', ...wireGraph(graph, precision, layout) });
    }
    const seq = ++this.#seq;
    this.connection.waitFor(this.#epoch, seq - this.connection.welcome.limits.inFlight, this.options.check);
    this.connection.send(this.#epoch, { kind: 'execute', graph: name, seq, inputs, scalars, outputs, free, ...this.#host(graph) });
    this.log.precision = precision;
    this.log.executed(graph);
    this.#forgetDone();
    this.#underWay.set(seq, { graph, outputs });
    this.#release(free);
    const specs = specsOf(graph);
    outputs.forEach((handle, index) => {
      const { shape, dtype } = specs[graph.outputs[index] ?? -1] ?? { shape: [], dtype: 'float32' };
      const type = wireType(dtype);
      this.#hold(handle, { type, bytes: wireBytes(type, shape) });
    });
  }

  async read(handle: Handle): Promise<Values> {
    const { type, bytes } = this.#of(handle);
    this.log.read(bytes);
    let answer: Uint8Array<ArrayBuffer>;
    try {
      answer = await this.connection.fetch(this.#epoch, handle);
    } catch (failure) {
      throw failure instanceof Error ? failure : this.#explained(handle, failure as ReadFailure);
    }
    return this.#values(answer, type, bytes);
  }

  free(handles: readonly Handle[]): void {
    this.#release(handles);
    if (this.connection.lossOf(this.#epoch) === null) this.connection.send(this.#epoch, { kind: 'free', handles });
  }

  drained(most: number): Promise<void> {
    return this.connection.whenDone(this.#seq - most);
  }

  /** Measures what the device does from now on; ends when what it gives is called, and rejects where the server cannot measure now. */
  profile(): () => Promise<DeviceProfile> {
    const before = this.log.activity;
    const end = this.connection.profile(this.#epoch);
    return async () => {
      const measured = await end();
      return deviceProfile(measured, ({ graph, node }) => (node === null ? undefined : this.#sent.get(graph)?.nodes[node]), before, this.log.activity);
    };
  }

  get bytes(): number {
    return this.#bytes;
  }

  dispose(): void {
    const handles = [...this.#held.keys()];
    if (handles.length > 0) this.free(handles);
  }

  #host(graph: Graph): { readonly host?: readonly number[] } {
    const host = this.#sharding.kept(graph);
    return host.length === 0 ? {} : { host };
  }

  #readNow(handle: Handle): Values {
    const { type, bytes } = this.#of(handle);
    this.#throwIfLost();
    this.log.read(bytes);
    const answer = this.connection.fetchNow(this.#epoch, handle, bytes, this.options.check);
    if (answer instanceof Uint8Array) return this.#values(answer, type, bytes);
    throw this.#explained(handle, answer);
  }

  #values(answer: Uint8Array<ArrayBuffer>, type: RemoteType, bytes: number): Values {
    if (answer.length !== bytes) throw new RemoteError(`the server sent ${answer.length} bytes of a tensor that has ${bytes}`, null);
    return fromBytes(answer, type);
  }

  #failed(event: Extract<RemoteEvent, { kind: 'failed' }>): void {
    if (event.seq === undefined) return;
    const { outputs } = this.#underWay.get(event.seq) ?? { outputs: [] };
    for (const handle of outputs) if (this.#held.has(handle)) this.#failures.set(handle, this.#error(event));
  }

  #explained(handle: Handle, failure: ReadFailure): RemoteError {
    return failure.node === undefined ? (this.#failures.get(handle) ?? this.#error(failure)) : this.#error(failure);
  }

  #error({ message, seq, graph, node, room }: ReadFailure): RemoteError {
    const found = (graph === undefined ? undefined : this.#sent.get(graph)) ?? (seq === undefined ? undefined : this.#underWay.get(seq)?.graph);
    if (room !== undefined && found !== undefined) return new RemoteError(roomProblem(found, room, this.connection.welcome.platform === 'tpu'), null);
    return new RemoteError(message, (node === undefined ? null : found?.nodes[node]?.line) ?? null);
  }

  #forgetDone(): void {
    const { acked } = this.connection;
    for (const seq of this.#underWay.keys()) {
      // Failures are told before the acknowledgement, but a kernel that waits has not turned to them yet.
      if (seq > acked - 2 * this.connection.welcome.limits.inFlight) return;
      this.#underWay.delete(seq);
    }
  }

  #hold(handle: Handle, held: Held): void {
    this.#held.set(handle, held);
    this.#bytes += held.bytes;
  }

  #release(handles: readonly Handle[]): void {
    this.#sharding.release(handles);
    for (const handle of handles) {
      this.#bytes -= this.#held.get(handle)?.bytes ?? 0;
      this.#held.delete(handle);
      this.#failures.delete(handle);
    }
  }

  #of(handle: Handle): Held {
    const held = this.#held.get(handle);
    if (held === undefined) throw new Error(`no tensor is called ${handle}; it was freed, or never made`);
    return held;
  }

  #throwIfLost(): void {
    const loss = this.connection.lossOf(this.#epoch);
    if (loss !== null) throw loss;
  }
}

const known = new WeakMap<Graph, readonly TensorSpec[]>();

/** Of every value of the graph. */
function specsOf(graph: Graph): readonly TensorSpec[] {
  const found = known.get(graph);
  if (found !== undefined) return found;
  const specs = [...graph.inputs, ...graph.scalars.map((dtype): TensorSpec => ({ shape: [], dtype })), ...graph.nodes.flatMap(({ outputs }) => outputs)];
  if (specs.length !== valueCount(graph)) throw new Error('the graph counts its values wrongly');
  known.set(graph, specs);
  return specs;
}
