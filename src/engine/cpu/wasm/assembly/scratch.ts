/**
 * Room to work in that belongs to one thread: each thread runs an instance of its own, and an instance's
 * globals are not in the shared memory.
 */
export let scratch: usize = 0;

/** Called before a job by whoever runs it; the room's size is what the job asked for. */
export function setScratch(address: usize): void {
  scratch = address;
}
