/** The names under which the TypeScript script is started. */
export const workerRoles = { types: 'cell-types', compiler: 'cell-compiler' } as const;
