/** What is used here of a package that has no declarations of its own. */
declare module 'jasmine-core/lib/jasmine-core/jasmine.js' {
  export interface Runnable {
    readonly id: string;
    /** Undefined for a spec. */
    readonly children?: readonly Runnable[];
    getFullName(): string;
  }
  export interface Done {
    readonly id: string;
    readonly description: string;
    readonly status: string;
    readonly failedExpectations?: readonly { readonly message: string }[];
  }
  export interface Env {
    topSuite(): Runnable;
    configure(options: { readonly random: boolean; specFilter(spec: Runnable): boolean }): void;
    addReporter(reporter: {
      specStarted(spec: { readonly id: string }): void;
      specDone(done: Done): void;
      suiteDone(done: Done): void;
      jasmineDone(done: Done): void;
    }): void;
    execute(): Promise<unknown>;
  }
  export interface Jasmine {
    DEFAULT_TIMEOUT_INTERVAL: number;
    getEnv(): Env;
  }
  const jasmineRequire: {
    core(require: object): Jasmine;
    interface(jasmine: Jasmine, env: Env): object;
  };
  export default jasmineRequire;
}
