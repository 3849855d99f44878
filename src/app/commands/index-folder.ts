import path from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { AppError } from '../../kernel/errors.ts';
import type { CliSession } from '../../platform/cli/session.ts';
import { examplesText } from '../../platform/cli/run-cli.ts';
import { indexFolder, queueOperations } from '../follow-index.ts';
import { renderSummary } from '../index-summary.ts';
import { tellDryRun } from '../tell-dry-run.ts';
import { reach } from '../reach.ts';
import { watchIndex } from '../watch-index.ts';

interface IndexFlags {
  out?: string;
  chunkSize?: string;
  parallel?: number;
  subsystem?: string;
  incremental?: boolean;
  force?: boolean;
  watch?: boolean;
  include?: string[];
  exclude?: string[];
  language?: string[];
  recursive?: boolean;
  dryRun?: boolean;
  load: boolean;
}

/** A count on the command line. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

const collected = (text: string, earlier: string[] | undefined): string[] => [...(earlier ?? []), text];

/** The options that `index` and `up` share. */
export function addIndexOptions(command: Command): Command {
  return command
    .option('--chunk-size <size>', 'largest chunk file, e.g. 50MB or 64MiB (default: 50MB)')
    .option(
      '--parallel <threads>',
      'scan threads (default: as many as the machine has cores, at most 4)',
      wholeNumber,
    )
    .option('--include <glob>', 'only files that match, e.g. *.c or src/**/*.ts (may be repeated)', collected)
    .option('--exclude <glob>', 'not the files that match (may be repeated)', collected)
    .option('--language <name>', 'only files in this language (may be repeated)', collected)
    .option('--no-recursive', 'only the files that are straight in the folder')
    .option('--dry-run', 'write nothing: say which files, bytes and languages would be read');
}

/** A command that stays has no one answer, and chunk files alone answer nothing. */
function refuseWatch(session: CliSession, { force, load, dryRun }: IndexFlags): void {
  const given = [
    session.json && '--json',
    force === true && '--force',
    dryRun === true && '--dry-run',
    !load && '--no-load',
  ];
  const other = given.find((flag) => flag !== false);
  if (other === undefined) return;
  throw new AppError('invalid', 'invalid_input', `--watch does not go together with ${other}`);
}

/** The request of `jobs.submit_index`; paths are made absolute here, because the server may stand elsewhere. */
export function indexRequest(folder: string, flags: Partial<IndexFlags>): Record<string, unknown> {
  return {
    folder_path: path.resolve(folder),
    ...(flags.out === undefined ? {} : { output_dir: path.resolve(flags.out) }),
    ...(flags.chunkSize === undefined ? {} : { chunk_size: flags.chunkSize }),
    ...(flags.parallel === undefined ? {} : { parallel: flags.parallel }),
    ...(flags.subsystem === undefined ? {} : { subsystem: flags.subsystem }),
    ...(flags.incremental === undefined ? {} : { incremental: flags.incremental }),
    ...(flags.force === undefined ? {} : { force: flags.force }),
    ...(flags.load === false ? { no_load: true } : {}),
    ...(flags.include === undefined ? {} : { include_patterns: flags.include }),
    ...(flags.exclude === undefined ? {} : { exclude_patterns: flags.exclude }),
    ...(flags.language === undefined ? {} : { supported_languages: flags.language }),
    ...(flags.recursive === false ? { recursive: false } : {}),
    ...(flags.dryRun === undefined ? {} : { dry_run: flags.dryRun }),
  };
}

/** `keelson index PATH`. */
export function registerIndex(program: Command, session: CliSession): void {
  const command = program
    .command('index')
    .description('Index a folder through the queue and follow the job')
    .argument('<path>', 'folder to index')
    .option('--out <folder>', 'where the chunk files and the manifest go (default: below the home folder)')
    .option('--subsystem <name>', 'only this part of the tree, e.g. fs or drivers/net')
    .option('--incremental', 'only what has changed since the last run')
    .option('--watch', 'stay, and index what changes until Ctrl-C')
    .option('--force', 'index again even when nothing has changed')
    .option('--no-load', 'write chunk files only, load nothing into the database')
    .addHelpText(
      'after',
      examplesText([
        'keelson index ~/src/linux',
        'keelson index . --incremental',
        'keelson index . --watch',
        'keelson index . --language python --exclude tests/ --dry-run',
        'keelson index . --no-load --out /tmp/chunks --chunk-size 20MB',
      ]),
    );
  addIndexOptions(command).action(async (folder: string, flags: IndexFlags) => {
    if (flags.watch === true) refuseWatch(session, flags);
    const way = await reach(session, { worker: true, folder });
    try {
      const follow = { invoke: way.invoke, operations: await queueOperations(), session };
      if (flags.dryRun === true) return await tellDryRun(follow, indexRequest(folder, flags));
      const summary = await indexFolder(follow, indexRequest(folder, flags));
      if (session.json) session.printJson(summary);
      else session.print(renderSummary(summary));
      if (flags.watch === true) await watchIndex(follow, indexRequest(folder, flags));
    } finally {
      await way.close();
    }
  });
}
