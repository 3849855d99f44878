import type { CallType, SymbolKind } from '../records.ts';
import { CALL_TYPES, SYMBOL_KINDS } from '../records.ts';

const PLAIN = [
  'name',
  'body',
  'value',
  'decorator',
  'static',
  'owner',
  'declarator',
  'member',
  'import',
  'import.function',
  'call.none',
  'call.bare',
  'local',
  'call.open',
  'export',
  'export.name',
] as const;

/** What a captured node is to its match. */
export type Role =
  | { is: 'definition'; kind: SymbolKind }
  | { is: 'call'; type: CallType }
  | { is: 'entrypoint'; kind: string }
  | { is: (typeof PLAIN)[number] };

const plain = new Map<string, Role>(PLAIN.map((is) => [is, { is }]));

function roleOf(capture: string): Role | undefined {
  const [group, detail = ''] = capture.split('.');
  if (group === 'definition' && detail in SYMBOL_KINDS) return { is: group, kind: detail as SymbolKind };
  if (group === 'call' && detail in CALL_TYPES) return { is: group, type: detail as CallType };
  if (group === 'entrypoint' && detail !== '') return { is: group, kind: detail };
  return plain.get(capture);
}

/**
 * The meaning of a query's capture names:
 *
 * - `definition.<kind of symbol>`: a defining node, with its `name`, or the `declarator` that has the name inside, and
 *   perhaps its `body` (else the field of that name, but of an enumerator), `decorator`s (the definition starts after those it begins with)
 *   and what makes it `static`, which may also be said of the whole node by a pattern of its own; an `owner` is the
 *   name of the type that it belongs to from outside; a `value` is the expression that the definition names, and no
 *   definition of its own
 * - `call.<type of call>`: the name in a call; `import.function` is a name whose call is an import and no call,
 *   `call.none` a name that only looks like one in a call, `call.bare` a name alone, which is a direct call unless it
 *   is that of a `local` of the symbol around; `call.open` is the parenthesis that must stand right behind the name,
 *   where a query sees tokens alone
 * - `import`: the target of an import; `member`: the name of a field, for the innermost class or the like around
 * - `export`: a declaration that is exported; `export.name`: a name that an export names
 * - `entrypoint.<kind>`: a place where control enters, with its `name`
 *
 * A capture that starts with `_` serves the predicate of its pattern alone.
 *
 * @throws Error when a query has a capture that means nothing.
 */
export function captureRoles(captureNames: readonly string[]): Map<string, Role> {
  const roles = new Map<string, Role>();
  for (const name of captureNames) {
    if (name.startsWith('_')) continue;
    const role = roleOf(name);
    if (!role) throw new Error(`A query has the capture @${name}, which means nothing`);
    roles.set(name, role);
  }
  return roles;
}
