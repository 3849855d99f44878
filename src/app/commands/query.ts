import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { AppError, messageOf } from '../../kernel/errors.ts';
import type { RegisterCommand } from '../../platform/cli/run-cli.ts';
import { registerDerived } from './derived.ts';

/** More than an impact takes: what is longer is refused with a reason by its schema. */
const MOST_DIFF_BYTES = 16_000_000;

/** `keelson query …`: the questions, with the ways a terminal has to give `query impact` a diff. */
export const registerQuery: RegisterCommand = async (program, session) => {
  await registerDerived('query')(program, session);
  const query = program.commands.find((command) => command.name() === 'query');
  const impact = query?.commands.find((command) => command.name() === 'impact');
  if (impact) takeDiffs(impact, session.signal);
};

/** Lets `--diff` name a file, or `-` for stdin, and adds `--git REV`. */
function takeDiffs(impact: Command, signal: AbortSignal): void {
  const diff = impact.options.find((option) => option.long === '--diff');
  if (diff) {
    diff.flags = '--diff <file>';
    diff.description = 'a unified diff; - reads it from stdin';
  }
  impact
    .option('--git <rev>', 'what `git diff REV` says in this folder: the working tree against a commit')
    .hook('preAction', async () => {
      const options = impact.opts<{ git?: string; diff?: string }>();
      if (options.git === undefined && options.diff === undefined) return;
      if (options.git !== undefined && options.diff !== undefined) {
        throw new AppError('invalid', 'ambiguous_diff', 'Give either --diff or --git, not both');
      }
      const text =
        options.git === undefined ? await readDiff(options.diff!) : await gitDiff(options.git, signal);
      if (text.trim() === '') throw emptyDiff(options.git);
      impact.setOptionValueWithSource('diff', text, 'cli');
      // The index is of the working tree, which is what git diff compares a commit with.
      if (options.git !== undefined && impact.getOptionValueSource('indexIs') !== 'cli') {
        impact.setOptionValueWithSource('indexIs', 'after', 'cli');
      }
    });
}

function emptyDiff(rev: string | undefined): AppError {
  const what =
    rev === undefined
      ? 'The diff is empty, so nothing changes; give one that holds a change'
      : `Nothing has changed in this folder since ${rev}; name an earlier commit`;
  return new AppError('unprocessable', 'empty_diff', `${what}, or ask with --files or --symbols`);
}

async function readDiff(name: string): Promise<string> {
  if (name !== '-') {
    return readFile(name, 'utf8').catch((error: unknown) => {
      throw new AppError('invalid', 'diff_unreadable', `${name} cannot be read: ${messageOf(error)}`, {
        cause: error,
      });
    });
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes > MOST_DIFF_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Settings that would run other programs or change the form of the diff are turned off. */
function gitDiff(rev: string, signal: AbortSignal): Promise<string> {
  if (rev.startsWith('-')) throw new AppError('invalid', 'bad_revision', `${rev} is no revision`);
  const args = [
    '-c',
    'core.fsmonitor=false',
    'diff',
    '--no-ext-diff',
    '--no-textconv',
    '--no-color',
    '--relative',
  ];
  return new Promise((resolve, reject) => {
    execFile(
      'git',
      [...args, '--src-prefix=a/', '--dst-prefix=b/', rev, '--'],
      { encoding: 'utf8', maxBuffer: MOST_DIFF_BYTES, timeout: 60_000, signal },
      (error, stdout, stderr) => {
        if (!error) resolve(stdout);
        else {
          const reason = stderr.trim().split('\n')[0] ?? messageOf(error);
          reject(
            new AppError('invalid', 'git_failed', `git diff ${rev} failed: ${reason}`, { cause: error }),
          );
        }
      },
    );
  });
}
