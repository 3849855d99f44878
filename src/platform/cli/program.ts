import { Command, Option } from 'commander';
import { paint, showsColours, widthOf, type Terminal } from './terminal.ts';

/** Input keys that cannot become options, since the global options have their names. */
export const RESERVED_OPTIONS: ReadonlySet<string> = new Set(['json', 'home', 'color', 'help']);

/** Values of the global options. */
export interface GlobalOptions {
  json?: true;
  home?: string;
  color: boolean;
  /** Only asked for where no command is named: commands may have a --version of their own. */
  version?: true;
}

/**
 * The program with its global options, which are understood before and after the command's words. Nothing exits the
 * process: every end is a CommanderError.
 * @param showError gets the help text that commander prints when a subcommand is missing
 */
export function createProgram(terminal: Terminal, showError: (text: string) => void): Command {
  return new Command('keelson')
    .addOption(new Option('--json', 'print one JSON document on stdout, also on failure'))
    .addOption(
      new Option('--home <folder>', 'folder of the data (default: KEELSON_HOME or the XDG data folder)'),
    )
    .addOption(new Option('--no-color', 'print without colours'))
    .configureHelp({ showGlobalOptions: true, styleTitle: paint.bold, styleCommandText: paint.cyan })
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: showError,
      // Usage errors are reported in one place, in the form that was asked for.
      outputError: () => undefined,
      getOutHelpWidth: () => widthOf(terminal.stdout),
      getErrHelpWidth: () => widthOf(terminal.stderr),
      getOutHasColors: () => showsColours(terminal, terminal.stdout),
      getErrHasColors: () => showsColours(terminal, terminal.stderr),
    })
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .exitOverride();
}

/** A command as it was asked for. */
export interface AskedCommand {
  /** Its words, e.g. `keelson query callers`. */
  words: string;
  /** Its options, e.g. `--limit`. */
  flags: ReadonlySet<string>;
}

/** The deepest command that `operands` name: `['query', 'callers', 'x']` → `keelson query callers`. */
export function askedCommand(program: Command, operands: readonly string[]): AskedCommand {
  let command = program;
  const words = [program.name()];
  for (const operand of operands) {
    const next = command.commands.find(
      (child) => child.name() === operand || child.aliases().includes(operand),
    );
    if (next === undefined) break;
    words.push(next.name());
    command = next;
  }
  const flags = command.options.flatMap(({ long }) => long ?? []);
  return { words: words.join(' '), flags: new Set(flags) };
}
