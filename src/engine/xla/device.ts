/** The TPU device: a recorder over the connection that the page has handed to this kernel, if any. */
import type { DeviceReport } from '../../protocol/kernel';
import type { RemotePrecision } from '../../protocol/remote';
import type { StockTensorFlow } from '../api';
import { describeTpu } from '../devices/tpu';
import type { Precision } from '../gpu/precision';
import { offerPrecision, precisionOf } from '../gpu/precision';
import type { LineOf } from '../graph/lines';
import { callerLine } from '../graph/lines';
import type { RecordingBackend } from '../graph/recorder/backend';
import { installRecorder } from '../graph/recorder/install';
import type { Watch } from '../lost/watch';
import type { KernelBackend } from '../tensors';
import type { ConnectionParts } from './connection';
import { RemoteConnection } from './connection';
import { XlaExecutor } from './executor';
import { RequestedLayout } from './requested-layout';
import type { Activity } from './reports/activity';
import type { DeviceProfile } from './reports/device-profile';

export const TPU = 'tpu';

/** Longer graphs than the server takes are cut before. */
const WIRE_PRECISIONS: Readonly<Record<Precision, RemotePrecision>> = { float32: 'float32', mixed_float16: 'float16', mixed_bfloat16: 'bfloat16' };

const MOST_PENDING = 20_000;
/** How long a run waits for a server that was lost to answer, in milliseconds. */
const PATIENCE = 15_000;

export interface RemoteOptions {
  /** Called while the kernel waits for the server; what it throws ends the wait. */
  readonly check: () => void;
  readonly lineOf: LineOf;
}

export class TpuDevice {
  /** Where the notebook wants tensors to lie. */
  readonly layout = new RequestedLayout(() => this.#connection?.welcome ?? null);
  #connection: RemoteConnection | null = null;
  #options: RemoteOptions = { check: () => undefined, lineOf: callerLine };
  /** Outlives a session that is lost. */
  #precision: () => Precision = () => 'float32';
  /** What serves the current session. */
  #serving: { readonly recorder: RecordingBackend; readonly executor: XlaExecutor; readonly watch: Watch; readonly connection: RemoteConnection; readonly epoch: number } | null = null;

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

  /** What the session did; null without one. */
  get activity(): Activity | null {
    return this.#serving?.executor.log.activity ?? null;
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
    const executor = new XlaExecutor(connection, { check, precision: () => WIRE_PRECISIONS[this.#precision()], wishes });
    const recorder = installRecorder(this.tf, TPU, executor, {
      lineOf,
      mostPending: Math.min(MOST_PENDING, connection.welcome.limits.nodes),
      onUnsupported: (kernel, line) => executor.log.unsupported(kernel, line),
    });
    const before = this.#precision();
    this.#precision = offerPrecision(recorder, ['mixed_bfloat16', 'mixed_float16'], () => recorder.flush());
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

  /** Of the recorder that `start` gave last. */
  get watch(): Watch | undefined {
    return this.#serving?.watch;
  }
}
