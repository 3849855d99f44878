import type { Caller } from '../kernel/context.ts';
import type { AnyOperation } from '../kernel/operation.ts';

/**
 * Runs one operation for one caller: what every door calls. Resolves with the checked output, or rejects with an
 * AppError.
 */
export type RunOperation = (operation: AnyOperation, caller: Caller, input: unknown) => Promise<unknown>;
