/** Commands that a `!` line can run here. */
export const shellCommands = [
  'ls', 'cp', 'mv', 'rm', 'mkdir', 'touch', 'cat', 'head', 'tail', 'wc', 'pwd', 'echo', 'wget', 'curl', 'unzip', 'gunzip', 'tar', 'git', 'npm',
] as const;

export type ShellCommand = (typeof shellCommands)[number];

/** Commands that people bring along from other notebooks; the shell says what to write instead of them. */
export const foreignCommands = [
  'pip', 'pip3', 'conda', 'python', 'python3', 'apt', 'apt-get', 'nvidia-smi', 'cd', 'yarn', 'pnpm', 'npx', 'node', 'bash', 'sh', 'sudo', 'kaggle', 'gdown', 'zip', 'gzip', 'find', 'grep', 'sed',
] as const;

export type ForeignCommand = (typeof foreignCommands)[number];
