import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AppError } from '../../../kernel/errors.ts';
import { moduleEntry } from '../../../platform/processes/module-entry.ts';

/** Functions the scanner's module exports; all take and give 32-bit integers. */
export type WasmFunction =
  | 'beginChunk'
  | 'chunkSymbols'
  | 'countChunk'
  | 'countsAddress'
  | 'emitFile'
  | 'failureReason'
  | 'faultOffset'
  | 'faultRecord'
  | 'faultTextAddress'
  | 'faultTextLength'
  | 'finishRows'
  | 'headAddress'
  | 'headLength'
  | 'importFacts'
  | 'importRoom'
  | 'jsonBytes'
  | 'labelsAddress'
  | 'labelsRoom'
  | 'loadChunk'
  | 'outputBytes'
  | 'outputLength'
  | 'outputReset'
  | 'outputSegment'
  | 'outputUsed'
  | 'scanKbuild'
  | 'scanKconfig'
  | 'scanShell'
  | 'scanSource'
  | 'seedHashes'
  | 'sourceRoom'
  | 'takeSource';

/** The compiled scanner, a WebAssembly.Module: threads take it as it is. */
export interface EngineModule {
  readonly [Symbol.toStringTag]: string;
}

/** What of WebAssembly is used here: the types for Node name no values, and those for browsers bring the DOM. */
interface WebAssemblyApi {
  Module: new (bytes: Uint8Array) => EngineModule;
  Instance: new (module: EngineModule) => { exports: unknown };
}

interface Memory {
  readonly buffer: ArrayBuffer;
}

/** An instance of the scanner's module. */
export interface Wasm {
  /** Its memory; the buffer is another one after each call that made it grow. */
  memory: Memory;
  /** Calls an export; the answer is unsigned. Throws AppError when the module stops. */
  call(name: WasmFunction, ...values: number[]): number;
  /** Puts a file's path, and its language behind it, where scans and emitFile read them. */
  writeLabels(path: Uint8Array, language?: Uint8Array): void;
}

const api = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;

type Exports = Record<WasmFunction, (...values: number[]) => number | undefined>;

/** Reads and compiles the scanner once; pass the module to threads, each of which makes an engine of it. */
export function compileEngine(): EngineModule {
  const file = moduleEntry(import.meta.url, './engine-wasm.ts').replace(
    /contexts[\\/]indexing[\\/]extract[\\/][^\\/]*$/,
    'assembly/scanner.wasm',
  );
  return new api.Module(readFileSync(file));
}

/** `Failure` of the module; any other reason for a trap is a fault of its own. */
const OUT_OF_MEMORY = 1;
const MALFORMED = 2;

/** What the module found wrong with a chunk file, with the place as a JSON pointer. */
function explainFault(exports: Exports & { memory: Memory }, cause: unknown): AppError {
  const textOf = (which: number): string => {
    const [at, length] = [exports.faultTextAddress(which) ?? 0, exports.faultTextLength(which) ?? 0];
    return new TextDecoder().decode(new Uint8Array(exports.memory.buffer, at >>> 0, length));
  };
  const [why, section, member] = [textOf(0), textOf(1), textOf(2)];
  const record = exports.faultRecord() ?? -1;
  const place = [section, record < 0 ? '' : String(record), member].filter((part) => part !== '').join('/');
  return new AppError('unprocessable', 'malformed', `/${place} ${why} (byte ${exports.faultOffset() ?? 0})`, {
    cause,
  });
}

function explain(reason: number, cause: unknown): AppError {
  if (reason !== OUT_OF_MEMORY) {
    return new AppError(
      'internal',
      'scanner_failed',
      'The scanner stopped on a source file; please report it',
      {
        cause,
      },
    );
  }
  return new AppError(
    'unavailable',
    'scanner_out_of_memory',
    'The scanner ran out of memory on a source file; leave the file out or give the machine more memory',
    { cause },
  );
}

export function createWasm(module: EngineModule): Wasm {
  const exports = new api.Instance(module).exports as Exports & { memory: Memory };
  exports.seedHashes(randomInt(2 ** 32), randomInt(2 ** 32));
  let failure: AppError | undefined;

  const call = (name: WasmFunction, ...values: number[]): number => {
    if (failure) throw failure;
    try {
      return (exports[name](...values) ?? 0) >>> 0;
    } catch (error) {
      const reason = exports.failureReason() ?? 0;
      failure = reason === MALFORMED ? explainFault(exports, error) : explain(reason, error);
      throw failure;
    }
  };

  return {
    memory: exports.memory,
    call,
    writeLabels(path, language = new Uint8Array()) {
      if (path.length + language.length > call('labelsRoom')) {
        throw new AppError('invalid', 'path_too_long', `A path of ${path.length} bytes is too long to index`);
      }
      const labels = new Uint8Array(
        exports.memory.buffer,
        call('labelsAddress'),
        path.length + language.length,
      );
      labels.set(path);
      labels.set(language, path.length);
    },
  };
}
