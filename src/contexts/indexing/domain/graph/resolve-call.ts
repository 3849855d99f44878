import type { CallType } from '../../records.ts';
import type { Confidence } from './graph-types.ts';
import { C_FAMILY, isHeader } from './linkage.ts';
import { resolveScopedCall } from './resolve-scoped-call.ts';
import type { Scope } from './resolve-scoped-call.ts';
import { importOf } from '../resolve-import/read-import.ts';
import type { Importer } from '../resolve-import/read-import.ts';
import { architectureOf, folderOf, isSeparateProgram, nearest, sameArchitecture } from './source-folders.ts';

/** What the rule needs to know of a definition. */
export interface Candidate {
  fileId: number;
  path: string;
  language: string;
  /** As `isFileLocal` of linkage.ts says. */
  isFileLocal: boolean;
  /** Letter of SYMBOL_KINDS. */
  kind?: string;
  name?: string;
}

/** Where a call stands. */
export interface Origin extends Importer {
  fileId: number;
}

/** Which part of the rule decided. */
export type Reach = Scope | 'included' | 'visible' | 'nearby' | 'unresolved';

export interface Resolution<Found extends Candidate> {
  /** What the call may reach; several when the configuration or the linker decides. */
  targets: Found[];
  reach: Reach;
  confidence: Confidence;
}

const WEB_FAMILY: readonly string[] = ['typescript', 'tsx', 'javascript'];

/**
 * What a call of a name may reach, among the definitions of that name. In C and C++:
 *
 * 1. those in its own file;
 * 2. else those it can see: what is not local to its file, and what stands in headers it includes or that serve
 *    its folder. All of these are kept: where a header's inline stands beside a function of the same name, the
 *    configuration picks one, and so do architectures;
 * 3. else static definitions in files of the same folder, which are compiled together where one includes the other;
 * 4. else none.
 *
 * Other languages go by their imports: see resolveScopedCall. A name in one language never reaches another's.
 */
export function resolveCall<Found extends Candidate>(
  origin: Origin,
  candidates: readonly Found[],
  type: CallType = 'direct',
): Resolution<Found> {
  const related = candidates.filter(({ language }) => familyOf(origin.language).includes(language));
  if (!isCFamily(origin.language)) return resolveScopedCall(origin, related, type);
  const found = resolveLinkedCall(origin, related);
  return type === 'indirect' ? { ...found, confidence: 'low' } : found;
}

function resolveLinkedCall<Found extends Candidate>(
  origin: Origin,
  related: readonly Found[],
): Resolution<Found> {
  const own = related.filter(({ fileId }) => fileId === origin.fileId);
  if (own.length > 0) return resolution(own, 'same_file', 'high');
  const linked = related.filter((one) => !one.isFileLocal && sameArchitecture(origin.path, one.path));
  const headers = linked.filter(isHeader);
  const included = headers.filter(({ path }) => importOf(origin, path) !== undefined);
  const globals = nearest(
    origin.path,
    linked.filter((one) => !headers.includes(one)),
  );
  const serving = headers.filter(({ path }) => serves(path, origin.path));
  if (included.length > 0) {
    // A header of the whole project often has the fallback of what an architecture's header may define.
    const overriding = included.some(({ path }) => isPublic(path))
      ? serving.filter((one) => architectureOf(one.path) !== undefined && !included.includes(one))
      : [];
    const found = [...nearest(origin.path, [...included, ...overriding]), ...globals];
    return resolution(found, 'included', found.length === 1 ? 'high' : 'medium');
  }
  const visible = [...nearest(origin.path, serving), ...globals];
  if (visible.length > 0) {
    return resolution(visible, 'visible', related.length === 1 ? 'high' : 'medium');
  }
  const nearby = related.filter(({ path }) => folderOf(path) === folderOf(origin.path));
  if (nearby.length > 0) return resolution(nearby, 'nearby', 'low');
  if (headers.length > 0) return resolution(headers, 'nearby', 'low');
  return { targets: [], reach: 'unresolved', confidence: 'low' };
}

function resolution<Found extends Candidate>(
  targets: Found[],
  reach: Reach,
  confidence: Confidence,
): Resolution<Found> {
  return { targets, reach, confidence };
}

/** Whether functions of a language are found by the linker, as those of C are. */
export function isCFamily(language: string): boolean {
  return C_FAMILY.includes(language);
}

/**
 * Whether a call goes through a pointer, in which any function may be: `x->op()` in C. Elsewhere it names a method.
 */
export function isThroughPointer(type: string, language: string): boolean {
  return type === 'indirect' && language === 'c';
}

/** Languages whose code can be called by its name from code in this one. */
export function familyOf(language: string): readonly string[] {
  return [C_FAMILY, WEB_FAMILY].find((family) => family.includes(language)) ?? [language];
}

/**
 * Whether a header is meant for files there: one in a folder `include` for all below the folder that holds it, an
 * architecture's for everyone, any other for its own folder and those below.
 */
function serves(header: string, path: string): boolean {
  if (!isPublic(header)) return path.startsWith(folderOf(header));
  if (architectureOf(header) !== undefined) return !isSeparateProgram(path);
  return path.startsWith(header.slice(0, header.lastIndexOf('include/')));
}

/** Whether a header stands in a folder `include`. */
function isPublic(header: string): boolean {
  const at = header.lastIndexOf('include/');
  return at === 0 || (at > 0 && header[at - 1] === '/');
}
