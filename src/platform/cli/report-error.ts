import { messageOf, toAppError, type AppError, type FieldError } from '../../kernel/errors.ts';
import { toProblem } from '../http/problem.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import type { AskedCommand } from './program.ts';
import type { CliSession } from './session.ts';
import { paint } from './terminal.ts';

/**
 * `/limit` → `--limit`, `/work_item_id` → `--work-item-id`, where the command has such an option, else the pointer; one
 * deeper in keeps the whole of its path.
 */
function optionOf({ pointer }: FieldError, flags: AskedCommand['flags']): string {
  const [, key = '', ...rest] = pointer.split('/');
  const flag = `--${key.replaceAll('_', '-')}`;
  if (!flags.has(flag)) return pointer;
  return `${flag}${rest.length > 0 ? ` (${pointer})` : ''}`;
}

/** What happened, where, and what to do next; the code in brackets is for searching and scripts. */
export function describeError(error: AppError, { words, flags }: AskedCommand): string {
  const lines = [`${paint.red('error:')} ${error.message} ${paint.dim(`[${error.code}]`)}`];
  for (const fault of error.errors)
    lines.push(`  ${[optionOf(fault, flags), fault.detail].filter(Boolean).join(': ')}`);
  if (error.retryAfterSeconds !== undefined) lines.push(`  try again in ${error.retryAfterSeconds} s`);
  if (error.kind === 'invalid') lines.push(paint.dim(`  see: ${words} --help`));
  return lines.join('\n');
}

/**
 * Reports a failure, once, where it belongs: with --json the problem document on stdout, else text on stderr. The
 * cause of a failure inside Keelson is shown on stderr in both.
 * @param command the command that failed
 * @returns the exit code
 */
export function reportError(session: CliSession, thrown: unknown, command: AskedCommand): number {
  if (session.outputClosed()) return EXIT.done;
  const error = toAppError(thrown);
  if (session.json) session.printJson(toProblem(error, { instance: command.words }));
  else session.note(describeError(error, command));
  if (error.kind === 'internal' && error.cause !== undefined) {
    session.note(paint.dim(`  cause: ${messageOf(error.cause)}`));
  }
  return session.signal.aborted ? EXIT.interrupted : exitCodeOf(error);
}
