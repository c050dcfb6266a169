/** Runs recorded graphs on a remote XLA server. */
import type { RemoteEvent, RemoteRequest, RemoteType } from '../../protocol/remote';
import type { ReadFailure } from '../../protocol/remote-port';
import { wireBytes } from '../../protocol/remote-codec';
import type { Executor, Handle, Loop, LoopRun } from '../graph/executor';
import type { Graph, TensorSpec } from '../graph/ir';
import { valueSpecs } from '../graph/ir';
import type { Values } from '../tensors';
import type { RemoteConnection } from './connection';
import { RemoteError } from './errors';
import { Loops } from './loops';
import { ActivityLog } from './reports/activity';
import { deviceProfile, type DeviceProfile } from './reports/device-profile';
import { roomProblem } from './reports/memory';
import { Sharding, type Wishes } from './sharding';
import { fromBytes, productPrecision, toBytes, wireGraph, wireName, wireType } from './wire-graph';

interface Held {
  readonly type: RemoteType;
  readonly bytes: number;
}

export interface XlaExecutorOptions {
  /** Called while the kernel waits; what it throws ends the wait. */
  readonly check: () => void;
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
  readonly #loops = new Loops();
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
      rows: (event) => this.#loops.rows(event),
      acked: (seq) => this.#loops.acked(seq),
    });
    void connection.gone.then(() => this.#loops.lose(connection.lossOf(this.#epoch) ?? new Error('the session is over')));
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
    const name = this.know(graph, inputs, outputs);
    const seq = ++this.#seq;
    this.connection.send(this.#epoch, { kind: 'execute', graph: name, seq, inputs, scalars, outputs, free, ...this.#host(graph) });
    this.log.executed(graph);
    this.#sentOff(seq, { graph, outputs, free });
  }

  readonly loop = (loop: Loop): LoopRun => {
    const { graph, steps, inputs, state, feeds, scalars, collect, stream, outputs, free } = loop;
    const name = this.know(graph, inputs, outputs);
    const seq = ++this.#seq;
    const told = stream === null ? {} : { stream: stream.outputs, streaming: stream.mode };
    this.connection.send(this.#epoch, { kind: 'loop', graph: name, seq, steps, inputs, state, feeds, scalars, collect, outputs, free, ...told, ...this.#host(graph) });
    this.log.executed(graph, steps);
    const run = this.#loops.begin(seq, loop);
    this.#sentOff(seq, { graph, outputs, free }, (position) => (collect.includes(position) ? [steps] : []));
    return run;
  };

  /** Loops end after the step that they are at, with what they have. */
  stop(): void {
    const { last } = this.#loops;
    if (last > 0 && this.connection.lossOf(this.#epoch) === null) this.connection.send(this.#epoch, { kind: 'cancel', seq: last, loops: true });
  }

  get devices(): number {
    return this.connection.welcome.mesh.data;
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

  /** Takes tensors that the server makes of `request`, by itself. */
  receive(handles: readonly Handle[], specs: readonly TensorSpec[], request: Extract<RemoteRequest, { kind: 'batch' | 'snapshot' }>): void {
    this.#throwIfLost();
    this.connection.send(this.#epoch, request);
    handles.forEach((handle, index) => {
      const { shape, dtype } = specs[index] ?? { shape: [], dtype: 'float32' };
      const type = wireType(dtype);
      this.#hold(handle, { type, bytes: wireBytes(type, shape) });
    });
  }

  /** The name of a graph that the server knows, or is told now. */
  know(graph: Graph, inputs: readonly Handle[] = [], outputs: readonly Handle[] = []): string {
    this.#throwIfLost();
    this.log.precision = productPrecision(graph) ?? this.log.precision;
    const layout = this.#sharding.lay(graph, inputs, outputs);
    const name = wireName(graph, layout);
    if (!this.#sent.has(name)) {
      this.#sent.set(name, graph);
      this.connection.send(this.#epoch, { kind: 'compile', ...wireGraph(graph, layout) });
    }
    return name;
  }

  #host(graph: Graph): { readonly host?: readonly number[] } {
    const host = this.#sharding.kept(graph);
    return host.length === 0 ? {} : { host };
  }

  /** @param leading axes that stand before those of an output, by its position */
  #sentOff(seq: number, { graph, outputs, free }: { readonly graph: Graph; readonly outputs: readonly Handle[]; readonly free: readonly Handle[] }, leading: (position: number) => readonly number[] = () => []): void {
    this.#forgetDone();
    this.#underWay.set(seq, { graph, outputs });
    this.#release(free);
    const specs = valueSpecs(graph);
    outputs.forEach((handle, position) => {
      const { shape, dtype } = specs[graph.outputs[position] ?? -1] ?? { shape: [], dtype: 'float32' };
      const type = wireType(dtype);
      this.#hold(handle, { type, bytes: wireBytes(type, [...leading(position), ...shape]) });
    });
    // Afterwards: a stop that ends the wait leaves variables whose values are on their way.
    this.connection.waitFor(this.#epoch, seq + 1 - this.connection.welcome.limits.inFlight, this.#check);
  }

  readonly #check = (): void => {
    try {
      this.options.check();
    } catch (stopped) {
      this.stop();
      throw stopped;
    }
  };

  #readNow(handle: Handle): Values {
    const { type, bytes } = this.#of(handle);
    this.#throwIfLost();
    this.log.read(bytes);
    const answer = this.connection.fetchNow(this.#epoch, handle, bytes, this.#check);
    if (answer instanceof Uint8Array) return this.#values(answer, type, bytes);
    throw this.#explained(handle, answer);
  }

  #values(answer: Uint8Array<ArrayBuffer>, type: RemoteType, bytes: number): Values {
    if (answer.length !== bytes) throw new RemoteError(`the server sent ${answer.length} bytes of a tensor that has ${bytes}`, null);
    return fromBytes(answer, type);
  }

  #failed(event: Extract<RemoteEvent, { kind: 'failed' }>): void {
    if (event.seq === undefined || this.#loops.failed(event, () => this.#error(event))) return;
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
