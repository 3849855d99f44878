import type { CallType } from '../../records.ts';
import { importNaming, importOf } from '../resolve-import/read-import.ts';
import type { Evidence, EvidenceKind } from './graph-types.ts';
import { isCFamily } from './resolve-call.ts';
import type { Candidate, Origin } from './resolve-call.ts';
import { scopeOf } from './resolve-scoped-call.ts';

/** Evidence without its place. */
interface EvidenceNote {
  kind: EvidenceKind;
  detail?: string;
}

/** What an answer says of evidence, when that is not the call alone. */
export function noteOf({ kind, detail }: Evidence): { evidence?: EvidenceNote } {
  return kind === 'call' ? {} : { evidence: detail === '' ? { kind } : { kind, detail } };
}

/** Why a call by name is believed to reach a definition that the rule of resolveCall gives. */
export function explainCall(origin: Origin, target: Candidate | undefined, type: CallType): Evidence {
  const plain: Evidence = { kind: type === 'indirect' ? 'method' : 'call', detail: '' };
  if (target === undefined || isCFamily(origin.language)) return plain;
  const scope = scopeOf(origin, target, type);
  if (scope === 'same_file') return plain;
  if (scope === 'imported') {
    const naming = importNaming(origin, target.path, target.name ?? '');
    return { kind: 'import', detail: `imports ${naming ?? importOf(origin, target.path)}` };
  }
  if (scope === 'package') return { kind: 'package', detail: 'in the same folder' };
  return { kind: type === 'indirect' ? 'method' : 'name', detail: 'by its name alone' };
}
