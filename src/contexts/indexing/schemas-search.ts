import { z } from 'zod';
import { text } from '../../kernel/storable-text.ts';
import { file, Freshness, kinds, limit, line, offset, repository, Span, Where } from './schemas.ts';

const kind = z.enum([...kinds, 'file']);

export const SearchInput = z.object({
  query: text(200).describe(
    'Part of a name or path, or several words; case is ignored unless match says otherwise',
  ),
  match: z
    .enum(['auto', 'exact', 'prefix', 'word', 'substring'])
    .default('auto')
    .describe(
      '`auto`: every word in name, path, signature or documentation, and similar names when nothing has them; ' +
        '`exact` and `prefix` heed case; `word`: a word of the name starts so',
    ),
  kind: kind.optional().describe('Only symbols of this kind; `file` for paths only'),
  kinds: z.array(kind).max(20).optional().describe('Only these kinds'),
  language: text(40).optional().describe('Only this language, e.g. c or typescript'),
  path: text(4096).optional().describe('Only files whose path starts so, e.g. fs/'),
  limit: limit(200, 20),
  topK: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe('Another name for limit, and before it when both are given'),
  offset,
  ...Where,
});

export const SearchHit = z.object({
  name: z.string(),
  kind,
  file,
  line,
  span: Span.describe('Where it is defined'),
  signature: z.string().nullable().describe('Its head on one line'),
  snippet: z.string().describe('Its head, or the documentation that holds the query; at most 160 characters'),
  score: z.number().describe('1 is the very name that was asked for; more is better'),
  fuzzy: z.literal(true).optional().describe('Nothing has the query; this name is like it'),
});
export type SearchHit = z.output<typeof SearchHit>;

export const SearchAnswer = z.object({
  hits: z.array(SearchHit),
  total: z.int().describe('Hits over all pages'),
  total_is_exact: z.boolean().describe('False when there are more hits than were counted'),
  repository,
  index: Freshness,
});
