/** A profile of steps with what the device of an XLA server did meanwhile. */
import { deviceRemarks, deviceSections, deviceSummary, type DeviceProfile } from '../../../engine/xla/reports/device-profile';
import type { Report } from '../../../protocol/previews';

/** @param peak FLOP/s that the device can do at most; null where the reader did not tell */
export function withDevice(report: Report, device: DeviceProfile, steps: number, peak: number | null): Report {
  return {
    ...report,
    summary: `${deviceSummary(device, steps)} ${report.summary ?? ''}`.trim(),
    sections: [...deviceSections(device, steps), ...report.sections],
    remarks: [...deviceRemarks(device, peak), ...report.remarks],
  };
}
