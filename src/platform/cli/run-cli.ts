import { CommanderError, Option, type Command } from 'commander';
import { AppError } from '../../kernel/errors.ts';
import { EXIT } from './exit-code.ts';
import { askedCommand, createProgram, type GlobalOptions } from './program.ts';
import { reportError } from './report-error.ts';
import { createSession, type CliSession } from './session.ts';
import type { Terminal } from './terminal.ts';

/** Adds a command, with its subcommands, to the program. */
export type RegisterCommand = (program: Command, session: CliSession) => void | Promise<void>;

/** A line of the top-level help, and how to get at the command behind it. */
export interface TopCommand {
  name: string;
  /** One line, imperative, no full stop. */
  summary: string;
  /** Imports the command's module; called only when this command was asked for. */
  load(): Promise<RegisterCommand>;
}

export interface CliOptions {
  version: string;
  /** One line on what the program is. */
  description: string;
  /** Whole command lines shown at the end of the top-level help. */
  examples?: readonly string[];
  /** The process's own streams and environment when not given. */
  terminal?: Omit<Terminal, 'noColor'>;
  /** Interrupts the command; `abortOnSignals()` ties one to Ctrl-C. */
  controller?: AbortController;
}

/** Text for the end of a help page. */
export function examplesText(examples: readonly string[]): string {
  return `\nExamples:\n${examples.map((line) => `  $ ${line}`).join('\n')}`;
}

/** Whether a flag stands before `--`, for the time before the command line has been understood. */
function given(argv: readonly string[], flag: string): boolean {
  const end = argv.indexOf('--');
  return (end === -1 ? argv : argv.slice(0, end)).includes(flag);
}

/** What commander says of a wrong command line, as an error of ours. */
function usageError(error: CommanderError): AppError {
  if (error.code === 'commander.help') {
    return new AppError(
      'invalid',
      'missing_command',
      'A command is missing: name one of those listed above',
      {
        cause: error,
      },
    );
  }
  const code = error.code
    .replace(/^commander\./, '')
    .replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const message = error.message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ');
  return new AppError('invalid', code, message.charAt(0).toUpperCase() + message.slice(1), { cause: error });
}

/** The program with every command listed by name, and the one that was asked for loaded. */
async function buildProgram(
  program: Command,
  table: readonly TopCommand[],
  asked: string | undefined,
  session: CliSession,
  options: CliOptions,
): Promise<void> {
  program.description(options.description);
  if (options.examples !== undefined) program.addHelpText('after', examplesText(options.examples));
  if (asked === undefined) program.addOption(new Option('-V, --version', 'print the version'));
  for (const entry of table) {
    if (entry.name === asked) await (await entry.load())(program, session);
    const command =
      program.commands.find((child) => child.name() === entry.name) ?? program.command(entry.name);
    if (command.description() === '') command.description(entry.summary);
  }
}

/**
 * Runs one command line. Only the module of the command that was named is imported.
 * @param commandLine what follows the program's name
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted
 */
export async function runCli(
  commandLine: readonly string[],
  table: readonly TopCommand[],
  options: CliOptions,
): Promise<number> {
  // `help query callers` is another way to write `query callers --help`.
  const argv = commandLine[0] === 'help' ? [...commandLine.slice(1), '--help'] : commandLine;
  const { stdout, stderr, env } = options.terminal ?? process;
  const terminal: Terminal = { stdout, stderr, env, noColor: given(argv, '--no-color') };
  const controller = options.controller ?? new AbortController();
  const json = given(argv, '--json');
  const session = createSession({ terminal, json, home: undefined, controller });
  const program = createProgram(terminal, (text) => void (json || stderr.write(text)));
  let operands: string[] = [];
  try {
    ({ operands } = program.parseOptions([...argv]));
    const { home } = program.opts<GlobalOptions>();
    session.home = home;
    await buildProgram(program, table, operands[0], session, options);
    if (operands[0] === undefined && (given(argv, '--version') || given(argv, '-V'))) {
      if (json) session.printJson({ version: options.version });
      else session.print(options.version);
      return EXIT.done;
    }
    if (argv.length === 0) {
      program.outputHelp();
      return EXIT.done;
    }
    await program.parseAsync([...argv], { from: 'user' });
    return session.exitCode;
  } catch (thrown) {
    if (!(thrown instanceof CommanderError))
      return reportError(session, thrown, askedCommand(program, operands));
    if (thrown.exitCode === 0) return EXIT.done;
    return reportError(session, usageError(thrown), askedCommand(program, operands));
  }
}
