// Runs the built pipeline as a process of its own, so that a test can kill it. Arguments: folder, output, chunk size,
// threads. Prints the manifest's id, or the error's code.
import { runIndexing } from '../../dist/contexts/indexing/pipeline/run-indexing.js';

const [folder, outDir, chunkSize, parallel] = process.argv.slice(2);
try {
  const { manifest } = await runIndexing({
    folder,
    outDir,
    chunkSize: Number(chunkSize),
    parallel: Number(parallel),
    signal: new AbortController().signal,
    progress: () => undefined,
  });
  process.stdout.write(`${JSON.stringify({ manifest_id: manifest.manifest_id })}\n`);
} catch (error) {
  process.stdout.write(`${JSON.stringify({ code: error.code, message: error.message })}\n`);
  process.exitCode = 1;
}
