/** The TPU device: a recorder over the connection that the page has handed to this kernel, if any. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { DeviceReport } from '../../protocol/kernel';
import type { StockTensorFlow } from '../api';
import { describeTpu } from '../devices/tpu';
import type { Precision } from '../precision';
import { offerPrecision, precisionOf } from '../precision';
import type { LineOf } from '../graph/lines';
import { callerLine } from '../graph/lines';
import type { RecordingBackend } from '../graph/recorder/backend';
import { installRecorder } from '../graph/recorder/install';
import type { Watch } from '../lost/watch';
import type { KernelBackend } from '../tensors';
import type { ConnectionParts } from './connection';
import { RemoteConnection } from './connection';
import { XlaExecutor } from './executor';
import type { Group } from './sharding';
import { RequestedLayout } from './requested-layout';
import type { Activity } from './reports/activity';
import type { DeviceProfile } from './reports/device-profile';

export const TPU = 'tpu';

/** Longer graphs than the server takes are cut before. */
const MOST_PENDING = 20_000;
/** How long a run waits for a server that was lost to answer, in milliseconds. */
const PATIENCE = 15_000;

export interface RemoteOptions {
  /** Called while the kernel waits for the server; what it throws ends the wait. */
  readonly check: () => void;
  readonly lineOf: LineOf;
}

/** What serves one session. */
export interface Serving {
  readonly recorder: RecordingBackend;
  readonly executor: XlaExecutor;
  readonly connection: RemoteConnection;
  /** The session's, of `connection`. */
  readonly epoch: number;
}

export class TpuDevice {
  /** Where the notebook wants tensors to lie. */
  readonly layout = new RequestedLayout(() => this.#connection?.welcome ?? null);
  #connection: RemoteConnection | null = null;
  /** Outlives a session that is lost. */
  #precision: () => Precision = () => 'float32';
  #options: RemoteOptions = { check: () => undefined, lineOf: callerLine };
  /** What serves the current session. */
  #serving: (Serving & { readonly watch: Watch }) | null = null;

  constructor(private readonly tf: StockTensorFlow) {}

  /** Everything on a device that was connected before must have been moved away. */
  connect(parts: ConnectionParts, options: RemoteOptions, onClosing: () => void): void {
    this.disconnect();
    this.#connection = new RemoteConnection(parts);
    this.#connection.onClosing = onClosing;
    this.#options = options;
  }

  disconnect(): void {
    this.#connection?.close();
    this.#connection = null;
  }

  /** Whether what the server held is gone. */
  get isLost(): boolean {
    return this.#connection !== null && this.#connection.lossOf(this.#connection.epoch) !== null;
  }

  describe(): DeviceReport {
    return describeTpu(this.#connection);
  }

  /** @throws Error where nothing is connected, or nothing has been computed there yet */
  readonly serving = (): Serving => {
    if (this.#connection === null || this.#serving?.connection !== this.#connection) throw new Error("The TPU runtime is not in use: connect to a server (Runtime → Change runtime type → TPU), then `await runtime.use('tpu')`");
    return this.#serving;
  };

  /** What the session did; null without one. */
  get activity(): Activity | null {
    return this.#serving?.executor.log.activity ?? null;
  }

  /** `work` reads for the engine itself: no report counts it. */
  uncounted(work: () => void): void {
    const log = this.#serving?.executor.log;
    if (log === undefined) work();
    else log.uncounted(work);
  }

  /** Measures what the server's device does until what it gives is called; null without a session. */
  profile(): (() => Promise<DeviceProfile>) | null {
    const serving = this.#serving;
    if (serving === null) return null;
    const { recorder, executor } = serving;
    recorder.flush();
    const end = executor.profile();
    return () => {
      recorder.flush();
      return end();
    };
  }

  /** A recorder for the session that there is, after one that was lost for the next; null where the server does not answer. */
  async start(): Promise<RecordingBackend | null> {
    const connection = this.#connection;
    if (connection === null || !(await connection.up(PATIENCE))) return null;
    if (this.#serving?.epoch === connection.epoch && this.#serving.connection === connection) return this.#serving.recorder;
    const { check, lineOf } = this.#options;
    const wishes = this.layout.wishesOf(() => this.#serving?.recorder ?? null, connection.welcome);
    const executor = new XlaExecutor(connection, { check, wishes });
    const recorder = installRecorder(this.tf, TPU, executor, {
      lineOf,
      mostPending: Math.min(MOST_PENDING, connection.welcome.limits.nodes),
      onUnsupported: (kernel, line) => executor.log.unsupported(kernel, line),
    });
    const before = this.#precision();
    this.#precision = offerPrecision(recorder, ['mixed_bfloat16', 'mixed_float16']);
    precisionOf(recorder, before);
    const { epoch, gone } = connection;
    const watch: Watch = {
      name: TPU,
      backend: recorder as unknown as KernelBackend,
      lost: () => connection.lossOf(epoch),
      gone,
      hostValues: (id) => recorder.hostValues(id),
      forget: () => undefined,
    };
    this.#serving = { recorder, executor, watch, connection, epoch };
    return recorder;
  }

  /** Loops on the server end after the step that they are at. */
  stop(): void {
    this.#serving?.executor.stop();
  }

  /** Has what `work` computes done by a part of the server's devices, where the tensors live there. */
  within<T>(group: Group | null, batches: readonly Tensor[], work: () => T): T {
    const recorder = this.#serving?.recorder;
    return recorder === undefined || this.tf.getBackend() !== TPU ? work() : this.layout.within(recorder, group, batches, work);
  }

  /** Along which a batch is parted; one where the tensors live elsewhere. */
  get parts(): number {
    return this.tf.getBackend() === TPU ? (this.#serving?.executor.devices ?? 1) : 1;
  }

  /** Of the recorder that `start` gave last. */
  get watch(): Watch | undefined {
    return this.#serving?.watch;
  }
}
