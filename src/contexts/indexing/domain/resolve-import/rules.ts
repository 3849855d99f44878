import type { Language } from '../languages.ts';
import { bash } from './bash.ts';
import { csharp } from './csharp.ts';
import { ecmascript } from './ecmascript.ts';
import { go } from './go.ts';
import { java } from './java.ts';
import { php } from './php.ts';
import { python } from './python.ts';
import { ruby } from './ruby.ts';
import { rust } from './rust.ts';
import type { ImportRule } from './types.ts';

const RULES: Partial<Record<Language, ImportRule>> = {
  bash,
  csharp,
  go,
  java,
  javascript: ecmascript,
  php,
  python,
  ruby,
  rust,
  tsx: ecmascript,
  typescript: ecmascript,
};

const byName: ReadonlyMap<string, ImportRule> = new Map(Object.entries(RULES));

/** How a language reads its imports; undefined for those that include files as C does. */
export function importRuleOf(language: string): ImportRule | undefined {
  return byName.get(language);
}
