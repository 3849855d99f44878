import { SYMBOL_KINDS } from '../../records.ts';
import type { CallType } from '../../records.ts';
import { commonFolders } from '../resolve-import/paths.ts';
import { importNaming, importOf } from '../resolve-import/read-import.ts';
import type { Confidence } from './graph-types.ts';
import type { Candidate, Origin, Resolution } from './resolve-call.ts';
import { folderOf } from './source-folders.ts';

/** How far a definition is from a call of its name. */
export type Scope = 'same_file' | 'imported' | 'package' | 'elsewhere';

/** Languages in which the files of a folder see each other without an import. */
const FOLDERS_ARE_PACKAGES: ReadonlySet<string> = new Set(['go', 'java', 'csharp', 'php']);
/** Languages in which `f()` is never a method, and `x.f()` seldom a function of the same file. */
const METHODS_NEED_A_RECEIVER: ReadonlySet<string> = new Set([
  'go',
  'javascript',
  'python',
  'tsx',
  'typescript',
]);

/**
 * What a call of a name may reach, in languages that say by imports what a file sees: definitions of its own file, else
 * of files it imports, else of its package where a folder is one, else any, the nearest first. A call of a member may
 * reach all of those that the file sees, since what it is called on is not known.
 */
export function resolveScopedCall<Found extends Candidate>(
  origin: Origin,
  candidates: readonly Found[],
  type: CallType,
): Resolution<Found> {
  const reachable = candidates.filter((one) => mayBe(origin, one, type));
  const scoped = reachable.map((candidate) => ({ candidate, scope: scopeOf(origin, candidate, type) }));
  const within = (scope: Scope): Found[] =>
    scoped.filter((one) => one.scope === scope).map(({ candidate }) => candidate);
  const order: readonly Scope[] = ownPackageFirst(origin, type)
    ? ['same_file', 'package', 'imported']
    : ['same_file', 'imported', 'package'];
  const groups = order.map((scope) => ({
    reach: scope,
    targets: scope === 'imported' ? preferNamed(origin, within(scope)) : within(scope),
  }));
  const filled = groups.filter(({ targets }) => targets.length > 0);
  const [first] = filled;
  if (first === undefined) return anywhere(origin, within('elsewhere'), type);
  const targets = type === 'indirect' ? filled.flatMap((group) => group.targets) : first.targets;
  return { targets, reach: first.reach, confidence: sureness(first.reach, targets.length, type) };
}

/** Where an import names the very function, the others that come in with their files do not count. */
function preferNamed<Found extends Candidate>(origin: Origin, imported: readonly Found[]): Found[] {
  const named =
    imported.length < 2
      ? []
      : imported.filter(({ path, name }) => importNaming(origin, path, name ?? '') !== undefined);
  return named.length > 0 ? named : [...imported];
}

/** Where a definition is, as seen from a call. */
export function scopeOf(origin: Origin, candidate: Candidate, type: CallType): Scope {
  const isPlain = type === 'indirect' && candidate.kind === SYMBOL_KINDS.function;
  const needsReceiver = isPlain && METHODS_NEED_A_RECEIVER.has(origin.language);
  if (candidate.fileId === origin.fileId) return needsReceiver ? 'elsewhere' : 'same_file';
  const isBeside =
    FOLDERS_ARE_PACKAGES.has(origin.language) && folderOf(candidate.path) === folderOf(origin.path);
  if (isBeside && ownPackageFirst(origin, type)) return 'package';
  if (importOf(origin, candidate.path) !== undefined) return 'imported';
  return isBeside && !(needsReceiver && origin.language === 'go') ? 'package' : 'elsewhere';
}

/** A name alone in Go is of its own package. */
function ownPackageFirst({ language }: Origin, type: CallType): boolean {
  return language === 'go' && type !== 'indirect';
}

function mayBe(origin: Origin, candidate: Candidate, type: CallType): boolean {
  const isMethod = candidate.kind === SYMBOL_KINDS.method;
  return !isMethod || type === 'indirect' || !METHODS_NEED_A_RECEIVER.has(origin.language);
}

function anywhere<Found extends Candidate>(
  origin: Origin,
  candidates: readonly Found[],
  type: CallType,
): Resolution<Found> {
  if (candidates.length === 0) return { targets: [], reach: 'unresolved', confidence: 'low' };
  const near = (one: Found): number => commonFolders(origin.path, one.path);
  const targets = [...candidates].sort((a, b) => near(b) - near(a));
  return { targets, reach: 'elsewhere', confidence: sureness('elsewhere', targets.length, type) };
}

function sureness(scope: Scope, count: number, type: CallType): Confidence {
  if (scope === 'elsewhere') return 'low';
  if (type === 'indirect') return count > 1 ? 'low' : 'medium';
  return count > 1 ? 'medium' : 'high';
}
