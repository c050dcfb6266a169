import { describe, expect, it } from 'vitest';
import type { Answer, Ask } from '../../../protocol/kernel';
import { startTestKernel } from '../testing';

async function start() {
  const { kernel, send, finished, run, eventsOf, until, interrupt, text } = await startTestKernel();
  const questions = (runId: string) => eventsOf(runId).flatMap((event) => (event.type === 'ask' ? [event] : []));
  const over = (runId: string) => eventsOf(runId).flatMap((event) => (event.type === 'asked' ? [event.requestId] : []));
  return {
    send,
    finished,
    run,
    interrupt,
    over,
    text,
    /** Waits for the n-th question of a run, from 1. */
    async asked(runId: string, count = 1): Promise<Ask> {
      await until(() => questions(runId).length >= count);
      const question = questions(runId)[count - 1];
      if (question === undefined) throw new Error(`question ${count} was not asked`);
      return question.ask;
    },
    async answer(runId: string, answer: Answer, count = 1) {
      await until(() => questions(runId).length >= count);
      kernel.receive({ type: 'answer', requestId: questions(runId)[count - 1]?.requestId ?? '', answer });
    },
  };
}

describe('asking the reader', () => {
  it('input gives the text, and the question with its answer stays in the output', async () => {
    const { send, asked, answer, finished } = await start();
    const runId = send("const name = await input('Name?', {initial: 'Ada'}); name.toUpperCase()");
    expect(await asked(runId)).toEqual({ kind: 'text', prompt: 'Name?', initial: 'Ada', secret: false, canDecline: false });
    await answer(runId, { kind: 'text', value: 'Grace' });
    expect(await finished(runId)).toMatchObject({ stdout: 'Name? Grace\n', result: '"GRACE"' });
  });

  it('a secret never reaches the output', async () => {
    const { send, answer, finished } = await start();
    const runId = send("const key = await input('Key: ', {secret: true}); key.length");
    await answer(runId, { kind: 'text', value: 'abc' });
    expect(await finished(runId)).toMatchObject({ stdout: 'Key: ••••••••\n', result: '3' });
  });

  it('prompt gives null when declined, confirm gives false', async () => {
    const { send, answer, finished } = await start();
    const runId = send("console.log([await prompt('Label?', 'cat'), await confirm('Sure?'), await confirm('Really?')])");
    await answer(runId, { kind: 'cancelled' });
    await answer(runId, { kind: 'confirm', value: true }, 2);
    await answer(runId, { kind: 'cancelled' }, 3);
    expect((await finished(runId)).stdout).toBe('Label? (declined)\nSure? yes\nReally? no\n[null, true, false]\n');
  });

  it('several questions are answered in any order', async () => {
    const { send, answer, finished } = await start();
    const runId = send("(await Promise.all([input('A'), input('B')])).join()");
    await answer(runId, { kind: 'text', value: 'second' }, 2);
    await answer(runId, { kind: 'text', value: 'first' });
    expect((await finished(runId)).result).toBe('"first,second"');
  });

  it('a stop takes the question away, and the cell ends as interrupted though it catches', async () => {
    const { send, asked, interrupt, finished, over, run } = await start();
    const runId = send("let kept = 1; try { await prompt('Name?') } catch { kept = 2 }");
    await asked(runId);
    interrupt();
    expect(await finished(runId)).toMatchObject({ end: { status: 'interrupted' }, error: { ename: 'Interrupted' }, stdout: '' });
    expect(over(runId)).toHaveLength(1);
    expect((await run('kept')).result).toBe('1');
  });

  it('a question that nobody answers fails the cell at its place', async () => {
    const { send, answer, finished } = await start();
    const runId = send("\nawait input('Name?')");
    await answer(runId, { kind: 'cancelled' });
    const { error, end } = await finished(runId);
    expect(end).toMatchObject({ status: 'error' });
    expect(error).toMatchObject({ ename: 'Error', evalue: "nobody answered 'Name?'" });
    expect(error?.traceback.join('\n')).toMatch(/#\w+:2:\d+/);
  });

  it('an answer that is not awaited is refused in text and numbers, with the remedy', async () => {
    const { run } = await start();
    const remedy = "input('Name?') gives a promise of the answer here: write await input('Name?')";
    expect((await run("'Hello ' + input('Name?')")).error).toMatchObject({ ename: 'TypeError', evalue: remedy });
    expect((await run("`${input('Name?')}`")).error?.evalue).toBe(remedy);
    expect((await run("Number(input('Name?'))")).error?.evalue).toBe(remedy);
  });

  it('an answer that nothing waits for ends with the cell, which says so', async () => {
    const { run, over } = await start();
    const { runId, stderr, end } = await run("if (confirm('Sure?')) 1");
    expect(end).toMatchObject({ status: 'ok' });
    expect(stderr).toBe("The cell did not wait for the answer to confirm('Sure?'): write await confirm('Sure?')\n");
    expect(over(runId)).toHaveLength(1);
  });

  it('a cell that goes on in then is not over before the answers', async () => {
    const { send, answer, finished } = await start();
    const runId = send("input('A').then(async (a) => { console.log(a, await input('B')) })");
    await answer(runId, { kind: 'text', value: '1' });
    await answer(runId, { kind: 'text', value: '2' }, 2);
    expect(await finished(runId)).toMatchObject({ stdout: 'A 1\nB 2\n1 2\n', stderr: '' });
  });

  it('a cell may name its own variables input, prompt and confirm', async () => {
    const { run } = await start();
    await run("const input = 'mine', prompt = 'too'");
    expect((await run('input + prompt')).result).toBe('"minetoo"');
  });
});
