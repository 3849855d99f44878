import type { CliSession } from '../platform/cli/session.ts';

/** Asks a yes-or-no question on the terminal; without one, and with --json, the answer is no. */
export async function confirm(session: CliSession, message: string): Promise<boolean> {
  if (session.json || !process.stdin.isTTY || !process.stdout.isTTY) return false;
  const prompts = await import('@clack/prompts');
  return (await prompts.confirm({ message })) === true;
}
