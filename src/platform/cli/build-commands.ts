import { Argument, type Command } from 'commander';
import type { z } from 'zod';
import type { AnyOperation, CliBinding } from '../../kernel/operation.ts';
import {
  collect,
  GIVEN_NULL,
  kebab,
  optionsFor,
  parserOf,
  shapeOf,
  type ValueSchema,
} from './input-options.ts';
import { RESERVED_OPTIONS } from './program.ts';
import { examplesText } from './run-cli.ts';
import type { CliSession } from './session.ts';

/**
 * Runs an operation and gives its answer, or throws an AppError. The application decides how: over HTTP to the
 * server that runs, or in this process.
 */
export type Invoke = (
  operation: AnyOperation,
  input: Readonly<Record<string, unknown>>,
  options: { signal: AbortSignal },
) => Promise<unknown>;

/** An operation that is reachable as a command. */
type CommandOperation = AnyOperation & { cli: CliBinding<unknown> & { command: string } };

function hasCommand(operation: AnyOperation): operation is CommandOperation {
  return operation.cli?.command !== undefined;
}

interface InputSchema {
  properties: Record<string, ValueSchema>;
  required: readonly string[];
}

type Definitions = Readonly<Record<string, ValueSchema>>;

function inputSchemaOf(operation: AnyOperation): InputSchema {
  const json = (operation.input as z.ZodType).toJSONSchema({ io: 'input', unrepresentable: 'any' });
  const {
    properties = {},
    required = [],
    $defs = {},
  } = json as Partial<InputSchema> & { $defs?: Definitions };
  // A shape with a name of its own is referred to instead of repeated.
  const inline = (schema: ValueSchema & { $ref?: string }): ValueSchema => ({
    ...$defs[schema.$ref?.replace('#/$defs/', '') ?? ''],
    ...schema,
  });
  const entries = Object.entries(properties).map(([key, schema]) => [key, inline(schema)] as const);
  return { properties: Object.fromEntries(entries), required };
}

/** `<symbol>`, `[paths...]`: a positional argument among the words of a command. */
interface Positional {
  key: string;
  required: boolean;
  variadic: boolean;
}

const POSITIONAL = /^(?:<([\w-]+)(\.\.\.)?>|\[([\w-]+)(\.\.\.)?\])$/;

/** Splits `query callers <symbol>` into its words and its positional arguments. */
function splitCommand(
  operation: CommandOperation,
  schema: InputSchema,
): { words: string[]; positionals: Positional[] } {
  const words: string[] = [];
  const positionals: Positional[] = [];
  for (const part of operation.cli.command.split(' ')) {
    const match = POSITIONAL.exec(part);
    if (match === null) {
      words.push(part);
      continue;
    }
    const name = match[1] ?? match[3] ?? '';
    const key = Object.keys(schema.properties).find((candidate) => kebab(candidate) === kebab(name));
    if (key === undefined)
      throw new TypeError(`${operation.name}: the command's ${part} is no key of the input`);
    positionals.push({
      key,
      required: match[1] !== undefined,
      variadic: (match[2] ?? match[4]) !== undefined,
    });
  }
  return { words, positionals };
}

/** The command for these words, made with its parents where they are not there yet. */
function commandAt(program: Command, words: readonly string[]): Command {
  let command = program;
  for (const word of words) {
    command = command.commands.find((child) => child.name() === word) ?? command.command(word);
  }
  return command;
}

function argumentFor({ key, required, variadic }: Positional, schema: ValueSchema): Argument {
  const name = `${kebab(key)}${variadic ? '...' : ''}`;
  const argument = new Argument(required ? `<${name}>` : `[${name}]`, schema.description ?? '');
  const value = shapeOf(schema);
  const parse = parserOf(value.item ?? value);
  return argument.argParser(
    value.item === undefined ? (text: string): unknown => parse(text) : collect(parse),
  );
}

/** What was given on the command line, as the operation's input; defaults are the schema's to fill in. */
function gatherInput(
  command: Command,
  positionals: readonly Positional[],
  optionKeys: ReadonlyMap<string, string>,
): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const [index, { key }] of positionals.entries()) {
    const value: unknown = command.processedArgs[index];
    const given = Array.isArray(value) ? value.length > 0 : value !== undefined;
    if (given) input[key] = value;
  }
  for (const [attribute, key] of optionKeys) {
    if (command.getOptionValueSource(attribute) !== 'cli') continue;
    const value: unknown = command.getOptionValue(attribute);
    input[key] = value === GIVEN_NULL ? null : value;
  }
  return input;
}

function answer(session: CliSession, operation: CommandOperation, value: unknown): void {
  if (session.json) session.printJson(value);
  else if (operation.cli.render !== undefined) session.print(operation.cli.render(value));
  else if (value !== undefined) session.print(JSON.stringify(value, null, 2));
}

function buildCommand(
  program: Command,
  operation: CommandOperation,
  invoke: Invoke,
  session: CliSession,
): void {
  const schema = inputSchemaOf(operation);
  const { words, positionals } = splitCommand(operation, schema);
  const command = commandAt(program, words)
    .summary(operation.summary)
    .description(operation.description ?? operation.summary);
  for (const positional of positionals)
    command.addArgument(argumentFor(positional, schema.properties[positional.key]!));

  const optionKeys = new Map<string, string>();
  for (const [key, property] of Object.entries(schema.properties)) {
    if (positionals.some((positional) => positional.key === key)) continue;
    if (RESERVED_OPTIONS.has(key) || /^no[_A-Z]/.test(key)) {
      throw new TypeError(`${operation.name}: an input named ${key} cannot be an option; name it otherwise`);
    }
    for (const option of optionsFor(key, property, schema.required.includes(key))) {
      command.addOption(option);
      optionKeys.set(option.attributeName(), key);
    }
  }
  const { examples } = operation.cli;
  if (examples !== undefined && examples.length > 0) command.addHelpText('after', examplesText(examples));
  command.action(async () => {
    const input = gatherInput(command, positionals, optionKeys);
    answer(session, operation, await invoke(operation, input, { signal: session.signal }));
  });
}

/** Adds a command to the program for every operation that has one. */
export function buildCommands(
  program: Command,
  operations: readonly AnyOperation[],
  invoke: Invoke,
  session: CliSession,
): void {
  for (const operation of operations) {
    if (hasCommand(operation)) buildCommand(program, operation, invoke, session);
  }
}
