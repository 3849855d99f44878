import { isScanned, languageOf } from '../../src/contexts/indexing/domain/languages.ts';
import { compileEngine, createEngine } from '../../src/contexts/indexing/extract/engine.ts';
import { loadExtractor } from '../../src/contexts/indexing/extract/extractor.ts';
import type { Database } from '../../src/platform/db/types.ts';
import { testLoader, TOTALS } from './load-index.ts';

/** Scans sources as a scan thread does and loads them as one index of one chunk. */
export async function loadTree(
  database: Database,
  repositoryPath: string,
  sources: Readonly<Record<string, string>>,
): Promise<void> {
  const engine = createEngine(compileEngine());
  const encoder = new TextEncoder();
  engine.beginChunk(0, { json: false, rows: true });
  for (const [path, text] of Object.entries(sources).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const bytes = encoder.encode(text);
    engine.source(bytes.length).set(bytes);
    const language = languageOf(path)!;
    if (isScanned(language)) engine.scanAs(language, bytes.length, path);
    else engine.setRecords(bytes.length, (await loadExtractor(language)).extract(text, path));
    engine.emitFile(path, language);
  }
  const { rows } = engine.endChunk({ manifestVersion: '1.0.0', chunkId: 'all_001', subsystem: 'all' });
  const loader = testLoader(database);
  try {
    await loader.begin({ repositoryPath, resumeKey: 'plan-1', chunks: 1 });
    for (const batch of rows) await loader.rows(0, batch);
    await loader.commitChunk(0, { counts: { files: Object.keys(sources).length } });
    await loader.finish({ manifestId: 'manifest-1', totals: TOTALS });
  } finally {
    await loader.abort();
  }
}
