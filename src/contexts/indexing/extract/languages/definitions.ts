import type { GrammarLanguage } from '../../domain/languages.ts';
import type { LanguageDefinition } from '../language-definition.ts';
import { csharp } from './csharp/language.ts';
import { cpp } from './cpp/language.ts';
import { go } from './go/language.ts';
import { java } from './java/language.ts';
import { javascript } from './javascript/language.ts';
import { php } from './php/language.ts';
import { python } from './python/language.ts';
import { ruby } from './ruby/language.ts';
import { rust } from './rust/language.ts';
import { tsx } from './tsx/language.ts';
import { typescript } from './typescript/language.ts';

/** Every language read through a grammar; the compiler asks for the line when domain/languages.ts has a new one. */
export const DEFINITIONS: Record<GrammarLanguage, LanguageDefinition> = {
  csharp,
  cpp,
  go,
  java,
  javascript,
  php,
  python,
  ruby,
  rust,
  tsx,
  typescript,
};
