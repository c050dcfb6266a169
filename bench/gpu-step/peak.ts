const WORKGROUPS = 4096;
const WORKGROUP = 256;
const ROUNDS = 4096;
const CHAINS = 8;

/** Eight independent chains of vec4 multiply-adds a thread: enough to hide the latency of one, few enough to stay in registers. */
const SHADER = `
  @group(0) @binding(0) var<storage, read_write> out: array<f32>;
  @compute @workgroup_size(${WORKGROUP})
  fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let scale = vec4<f32>(0.999 + f32(id.x & 1u) * 1e-6);
    let shift = vec4<f32>(f32(id.x) * 1e-9);
    ${list((chain) => `var s${chain} = vec4<f32>(f32(${chain}) + shift);`)}
    for (var round = 0; round < ${ROUNDS}; round++) {
      ${list((chain) => `s${chain} = fma(s${chain}, scale, shift);`)}
    }
    let sum = ${Array.from({ length: CHAINS }, (_, chain) => `s${chain}`).join(' + ')};
    // Never true, but the compiler cannot know.
    if (sum.x + sum.y + sum.z + sum.w == -1.0) { out[0] = sum.x; }
  }`;

/** Float32 operations a second in multiply-adds that touch no memory; a multiply-add counts two. */
export async function peak(device: GPUDevice): Promise<number> {
  const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module: device.createShaderModule({ code: SHADER }), entryPoint: 'main' } });
  const buffer = device.createBuffer({ size: 4, usage: GPUBufferUsage.STORAGE });
  const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries: [{ binding: 0, resource: { buffer } }] });
  const run = async (dispatches: number): Promise<number> => {
    await device.queue.onSubmittedWorkDone();
    const start = performance.now();
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    for (let dispatch = 0; dispatch < dispatches; dispatch++) pass.dispatchWorkgroups(WORKGROUPS);
    pass.end();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    return (performance.now() - start) / 1000;
  };
  await run(1);
  let best = 0;
  for (let trial = 0; trial < 3; trial++) {
    const operations = 2 * 4 * CHAINS * ROUNDS * WORKGROUP * WORKGROUPS;
    // The difference of two lengths leaves the cost of submitting out.
    const [short, long] = [await run(2), await run(10)];
    best = Math.max(best, (8 * operations) / (long - short));
  }
  buffer.destroy();
  return best;
}

function list(line: (chain: number) => string): string {
  return Array.from({ length: CHAINS }, (_, chain) => line(chain)).join('\n');
}
