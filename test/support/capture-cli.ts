import { runCli, type TopCommand } from '../../src/platform/cli/run-cli.ts';

export interface CaptureOptions {
  isTTY?: boolean;
  env?: Record<string, string>;
  controller?: AbortController;
}

export interface Captured {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command line in this process and gives what it printed. Words are split at spaces when given as text. */
export async function captureCli(
  line: string | readonly string[],
  table: readonly TopCommand[],
  { isTTY = false, env = {}, controller = new AbortController() }: CaptureOptions = {},
): Promise<Captured> {
  const printed = { stdout: '', stderr: '' };
  const output = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => (printed[name] += text),
    isTTY,
    columns: 100,
  });
  const argv = typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line;
  const code = await runCli(argv, table, {
    version: '9.9.9',
    description: 'The backbone under coding agents',
    examples: ['keelson up .'],
    terminal: { stdout: output('stdout'), stderr: output('stderr'), env },
    controller,
  });
  return { code, ...printed };
}
