// Runs the built pipeline as a process of its own, so that a test can kill it. Arguments: folder, output, chunk size,
// threads. Prints what became of it: facts of the manifest, or the error.
import { runIndexing } from '../../dist/contexts/indexing/pipeline/run-indexing.js';

const [folder, outDir, chunkSize, parallel] = process.argv.slice(2);
try {
  const { manifest, unchanged } = await runIndexing({
    folder,
    outDir,
    chunkSize: Number(chunkSize),
    parallel: Number(parallel),
    signal: new AbortController().signal,
    progress: () => undefined,
  });
  const { manifest_id, skipped, languages } = manifest;
  process.stdout.write(`${JSON.stringify({ manifest_id, skipped, languages, unchanged })}\n`);
} catch (error) {
  process.stdout.write(`${JSON.stringify({ kind: error.kind, code: error.code, message: error.message })}\n`);
  process.exitCode = 1;
}
