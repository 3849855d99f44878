import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execFileAsync = promisify(execFile);

/**
 * Root reads and writes whatever it likes, but for these two capabilities. Without them the permissions of files bind
 * it like anybody else, and it still reaches a checkout of its own, which another user may not.
 */
const BOUND = ['setpriv', '--bounding-set=-dac_override,-dac_read_search'];

/**
 * Runs a program as somebody whom the permissions of files bind, whoever runs the tests.
 * @returns its standard output, whatever its exit code
 */
export async function runBound(...args: string[]): Promise<string> {
  const [command, ...rest] = [...(process.getuid?.() === 0 ? BOUND : []), process.execPath, ...args];
  try {
    return (await execFileAsync(command!, rest, { cwd: '/' })).stdout;
  } catch (error) {
    const { code, stdout } = error as { code: unknown; stdout: string };
    if (typeof code === 'number' && stdout !== '') return stdout;
    throw error;
  }
}
