import { findRoots } from '../../src/contexts/indexing/store/graph/find-roots.ts';
import { walkSites } from '../../src/contexts/indexing/store/graph/page-walk.ts';
import type { IndexRef } from '../../src/contexts/indexing/store/queries/find-index.ts';
import type { Tx } from '../../src/kernel/context.ts';
import { cscopeCallers } from './cscope-calls.ts';

/** A call that leads to a function in so many steps. */
export interface ClosureCall {
  callee: string;
  caller: string | null;
  /** `file:line` */
  site: string;
  depth: number;
}

/** What cscope calls the function that a system call's macro defines: no name that could be asked for. */
const SYSCALL_MACRO = /^(?:COMPAT_)?SYSCALL_DEFINE\d$/;

/** The calls in C files that lead to a function within `depth` steps, as our graph has them. */
export async function ourClosure(
  tx: Tx,
  index: IndexRef,
  name: string,
  depth: number,
): Promise<ClosureCall[]> {
  const { symbols } = await findRoots(tx, index, name);
  const { sites, truncated } = await walkSites(tx, index, symbols, 'callers', { depth, config: undefined });
  if (truncated) throw new Error(`${name} has too many callers for a comparison`);
  return sites.flatMap(({ from, edge, line, depth: at }) => {
    const file = from?.path ?? edge.path;
    return /\.[ch]$/.test(file)
      ? [{ callee: edge.name, caller: from?.name ?? null, site: `${file}:${line}`, depth: at }]
      : [];
  });
}

/** The same by the names that cscope gives, whichever function of a name is meant. */
export async function cscopeClosure(
  tree: string,
  folder: string,
  name: string,
  depth: number,
): Promise<ClosureCall[]> {
  const calls: ClosureCall[] = [];
  const seen = new Set([name]);
  let level = [name];
  for (let at = 1; at <= depth && level.length > 0; at += 1) {
    const next: string[] = [];
    for (const [callee, found] of await cscopeCallers(tree, folder, level)) {
      for (const { site, caller } of found) {
        calls.push({ callee, caller, site, depth: at });
        if (caller === '<global>' || SYSCALL_MACRO.test(caller) || seen.has(caller)) continue;
        seen.add(caller);
        next.push(caller);
      }
    }
    level = next;
  }
  return calls;
}
