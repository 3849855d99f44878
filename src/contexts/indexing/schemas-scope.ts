import { z } from 'zod';

const words = z.array(z.string().min(1)).max(100);

/** Which files of a folder an index request is about, as the request spells it. */
export const ScopeFields = {
  include_patterns: words.optional(),
  exclude_patterns: words.optional(),
  include_types: words.optional(),
  supported_languages: words.optional(),
  recursive: z.boolean().optional(),
};

/** The same as it is remembered: lists are sorted and hold nothing twice, and what says nothing is left out. */
export const SourceScope = z.strictObject({
  ...ScopeFields,
  recursive: z.literal(false).optional(),
});
export type SourceScope = z.output<typeof SourceScope>;

/** What a request says of its scope. */
export type ScopeRequest = z.output<z.ZodObject<typeof ScopeFields>>;
