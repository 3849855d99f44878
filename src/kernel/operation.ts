import type { z } from 'zod';
import type { OperationContext } from './context.ts';

/** How a change is announced: keys only, no personal data. `type` reads `<context>.v1.<PastTense>`. */
export interface DomainEvent {
  type: string;
  /** What the event is about, e.g. `job/0197…`. */
  subject: string;
  data: Readonly<Record<string, unknown>>;
}

/** What `run` returns: the answer and, for a write, the events it caused. */
export interface Outcome<Value> {
  /**
   * The answer. A write may give a promise of it where it is known only with the answers of statements that have been sent:
   * COMMIT is then sent after them without waiting, in the same round trip. It must reject only when one of the
   * statements has failed, which undoes the transaction; its error is the one that the caller gets.
   */
  value: Value | Promise<Value>;
  events?: readonly DomainEvent[];
}

export interface HttpBinding {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with `{name}` parameters; every parameter is a key of the input. */
  path: string;
  /** Other paths that answer the same, for clients of older contracts; without parameters of their own. */
  aliases?: readonly string[];
  /** Status of success; 200 when not given. */
  status?: number;
  /** Status of input that breaks its schema, where a path's older contract asks for another than 400. */
  invalidStatus?: 422;
}

export interface McpBinding {
  /** Tool name, snake_case. */
  tool: string;
  /** Tools of the `core` set are listed by default; others when KEELSON_MCP_TOOLSETS names their set. */
  toolset: string;
}

export interface CliBinding<Output> {
  /**
   * Command words and positional arguments named like input keys: `query callers <symbol>`. Left out where a command
   * of the app calls the operation among other things: then `render` is all the door has from here.
   */
  command?: string;
  /** Examples for `--help`, each a whole command line. */
  examples?: readonly string[];
  /** The answer as text for a terminal; without it the JSON is printed. */
  render?: (value: Output) => string;
}

/** What an operation does to the world; approval prompts and MCP hints derive from it. */
export type Effect = 'read' | 'write' | 'destructive';

/** How a read waits: `run` is repeated, each time in a transaction of its own, and its last value is the answer. */
export interface Waiting<Input, Value> {
  /** Whether the value is what the caller waits for. */
  done: (value: Value) => boolean;
  /** Seconds after which the value is answered as it is. */
  seconds: (input: Input) => number;
  /** What a caller who listens is told of the value; `progress` is the milliseconds since the wait began. */
  message: (value: Value) => string;
}

/**
 * One thing Keelson can do, described once. REST routes, OpenAPI, MCP tools, CLI commands and approval prompts
 * derive from it; none of them holds a rule of its own.
 */
export interface Operation<
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
  Prepared = z.output<Input>,
> {
  /** `<context>.<verb_noun>`, unique. */
  name: string;
  /** One line, imperative, no full stop. */
  summary: string;
  description?: string;
  /** Scope the actor needs, `<context>:<read|write|admin>`; `public` needs none. */
  access: string;
  effect: Effect;
  input: Input;
  output: Output;
  /**
   * Fields of other contracts that have no meaning here, and what to do instead: a sentence without its full stop. A
   * call that brings one is refused with `unsupported_field`.
   */
  unsupported?: Readonly<Record<string, string>>;
  /** Codes of the errors a client should expect, beyond those every operation has. */
  errors?: readonly string[];
  http?: HttpBinding;
  mcp?: McpBinding;
  cli?: CliBinding<z.output<Output>>;
  /**
   * What is kept to answer a repeated `Idempotency-Key`, when the answer itself must not be stored: one that
   * shows a secret gives the same answer without it.
   */
  replay?: (answer: z.output<Output>) => z.output<Output>;
  /** For a read that waits until something has come about. */
  wait?: Waiting<z.output<Input>, z.output<Output>>;
  /** What needs no database; `run` is given what it answers. A request that is answered from its key skips it. */
  prepare?: (input: z.output<Input>) => Promise<Prepared>;
  /**
   * Calls of one tenant that come while others are written may share a transaction: all are saved with one commit, and
   * where one throws, each runs again alone. For a write whose calls wait for each other anyway, and whose `run` waits for
   * nothing but the database: the rest belongs into `prepare`.
   */
  together?: true;
  run(context: OperationContext, input: Prepared): Promise<Outcome<z.input<Output>>>;
}

/** Declares an operation; the identity function, there so that the schemas' types reach `run`. */
export function operation<Input extends z.ZodType, Output extends z.ZodType, Prepared = z.output<Input>>(
  definition: Operation<Input, Output, Prepared>,
): Operation<Input, Output, Prepared> {
  return definition;
}

/**
 * An operation whose schemas are forgotten, as catalogues and doors hold it. `run` is only called with what
 * `input` has parsed, so forgetting is safe.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- a list of operations has no common input type
export type AnyOperation = Operation<any, any, any>;
