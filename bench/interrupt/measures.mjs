/** Runs in the page: measures in ms from the command to what the page's state shows of it. */
export function installMeasures() {
  const session = () => {
    const open = window.gradbook?.app.store.getState().session;
    if (!open) throw new Error('No notebook is open.');
    return open;
  };
  /** @param {(state: import('../../src/session/types').SessionState) => boolean} reached */
  const until = (reached) => {
    const { store } = session();
    return new Promise((/** @type {(at: number) => void} */ resolve) => {
      const look = () => {
        if (!reached(store.getState())) return;
        leave();
        resolve(performance.now());
      };
      const leave = store.subscribe(look);
      look();
    });
  };
  /** The loop has run for a while. @param {number} index */
  const spin = async (index) => {
    const { store, commands } = session();
    const id = store.getState().notebook.cells[index]?.id ?? '';
    commands.runCell(id);
    await until((state) => state.runs[id]?.status === 'running');
    await new Promise((resolve) => setTimeout(resolve, 60));
    return id;
  };
  Reflect.set(globalThis, 'interruptMeasures', {
    /** @param {number} index */
    async stop(index) {
      const id = await spin(index);
      const start = performance.now();
      session().commands.interrupt();
      return (await until((state) => state.runs[id]?.status === 'error')) - start;
    },
    /** @param {number} index */
    async terminate(index) {
      await spin(index);
      const start = performance.now();
      session().commands.terminate();
      return (await until((state) => state.kernel.phase === 'idle')) - start;
    },
  });
}
