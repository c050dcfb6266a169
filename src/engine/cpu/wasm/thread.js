/**
 * A thread of the kernels of the CPU device, loaded as text (threads.ts). It is given the compiled kernels and the memory
 * that tensors lie in, and from then on does nothing but its share of jobs; it listens to no further message.
 */
'use strict';

/**
 * @typedef {object} ThreadStart
 * @property {WebAssembly.Module} module
 * @property {WebAssembly.Memory} memory
 * @property {readonly string[]} names kernels by number
 * @property {SharedArrayBuffer} control
 * @property {import('./control').Slots} slots where what lies in `control`
 * @property {number} index of this thread; 0 is the kernel's own
 * @property {number} patience turns to look for work before going to sleep
 */

onmessage = (/** @type {MessageEvent<ThreadStart>} */ { data: { module, memory, names, control, slots, index, patience } }) => {
  onmessage = null;
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const kernels = names.map((name) => /** @type {(...values: number[]) => void} */ (exports[name]));
  const setScratch = /** @type {(address: number) => void} */ (exports['setScratch']);
  const words = new Int32Array(control);
  const numbers = new Float64Array(control, slots.numbers);
  // As globals go, a cell could put others in their place; threads have a realm of their own.
  const { load, add, sub, wait, notify } = Atomics;
  let seen = 0;
  postMessage('ready');
  for (;;) {
    for (let turn = 0; turn < patience && load(words, slots.job) === seen; turn++);
    if (load(words, slots.job) === seen) {
      add(words, slots.sleepers, 1);
      wait(words, slots.job, seen);
      sub(words, slots.sleepers, 1);
    }
    seen = load(words, slots.job);
    add(words, slots.active, 1);
    if (load(words, slots.open) === 1) {
      try {
        work();
      } catch {
        Atomics.store(words, slots.failed, 1);
      }
    }
    if (sub(words, slots.active, 1) === 1 && load(words, slots.waiting) === 1) notify(words, slots.active);
  }

  function work() {
    const range = words[slots.range] ?? 0;
    const chunk = words[slots.chunk] ?? 1;
    const values = Array.from(numbers.subarray(2, 2 + (words[slots.count] ?? 0)));
    const run = kernels[words[slots.kernel] ?? 0];
    setScratch((numbers[0] ?? 0) + index * (numbers[1] ?? 0));
    for (let begin = add(words, slots.next, chunk); begin < range; begin = add(words, slots.next, chunk)) {
      add(words, slots.helped, 1);
      run?.(begin, Math.min(range, begin + chunk), ...values);
    }
  }
};
