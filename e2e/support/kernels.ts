import type { Page } from '@playwright/test';

/** Lets a test end the kernel's worker from outside, as the browser does: without a word to the page's code. */
export async function holdWorkers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const kernels: Worker[] = [];
    Reflect.set(globalThis, 'kernels', kernels);
    const Original = Worker;
    Reflect.set(
      globalThis,
      'Worker',
      class extends Original {
        constructor(url: string | URL, options?: WorkerOptions) {
          super(url, options);
          if (options?.name === 'kernel') kernels.push(this);
        }
      },
    );
  });
}

export const killKernel = (page: Page) => page.evaluate(() => (Reflect.get(globalThis, 'kernels') as Worker[]).at(-1)?.terminate());
