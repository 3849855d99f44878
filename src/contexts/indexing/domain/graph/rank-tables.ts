import type { Confidence } from './graph-types.ts';
import { folderOf } from './source-folders.ts';

/** What a call through a pointer tells of the table it may use. */
export interface PointerUse {
  path: string;
  /** Head of the calling function. */
  signature: string | null;
  /** Type of what holds the pointer, where it is known. */
  type?: string | undefined;
}

export interface RankedTable {
  /** More is likelier. */
  score: number;
  confidence: Confidence;
}

/**
 * How likely a table answers a call through a pointer: one of the very type first, then one whose type is named
 * after a structure that the caller is given (`file_operations` for `struct file *`), then one near the caller.
 */
export function rankTable(use: PointerUse, table: { type: string; path: string }): RankedTable {
  const named = structsOf(use.signature).some(
    (name) => table.type === name || table.type.startsWith(`${name}_`) || table.type.endsWith(`_${name}`),
  );
  const known = use.type !== undefined && use.type === table.type;
  const near = table.path === use.path ? 8 : folderOf(table.path) === folderOf(use.path) ? 4 : 0;
  const score = (known ? 100 : 0) + (named ? 16 : 0) + near;
  return { score, confidence: known || near === 8 ? 'medium' : 'low' };
}

function structsOf(signature: string | null): string[] {
  return [...(signature ?? '').matchAll(/\bstruct\s+(\w+)/g)].map((match) => match[1]!);
}
