import { describe, expect, it } from 'vitest';
import { mime } from '../../../base/mime';
import { ActivityLog } from '../../../engine/xla/reports/activity';
import { createReporting } from './reporting';

describe('runtime.report', () => {
  it('shows what a server did, with its cost so far', () => {
    const log = new ActivityLog({ platform: 'tpu', devices: [{ id: 0, kind: 'TPU v5 lite', memory: 16e9 }] }, 1000);
    const report = createReporting(() => log.activity, () => 3_601_000).report({ pricePerHour: 2 });
    expect(report.remarks.at(-1)?.text).toContain('Connected for 1 h, idle time included: about 2.00 at 2.00 an hour');
    const show = (report as unknown as Record<symbol, () => Record<string, unknown>>)[Symbol.for('gradbook.display')];
    expect(Object.keys(show?.() ?? {})).toEqual([mime.report, mime.html, mime.plain]);
  });

  it('says how to get there where nothing ran on a server, and what a price is', () => {
    expect(() => createReporting(() => null, () => 0).report()).toThrow(/Nothing has run on the TPU runtime yet\. Connect to a server/);
    expect(() => createReporting(() => null, () => 0).report({ pricePerHour: -1 })).toThrow('pricePerHour of runtime.report is a number from 0 on; here is -1');
  });
});
