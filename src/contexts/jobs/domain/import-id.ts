import { z } from 'zod';

const Uuid = z.uuid();

/** The id an imported job keeps: its own where that is a UUID; else none, and the old one is remembered. */
export function importId(job: { id: string; imported_id?: string }): { jobId?: string; importedId?: string } {
  const id = job.id.toLowerCase();
  if (!Uuid.safeParse(id).success) return { importedId: job.id };
  return { jobId: id, ...(job.imported_id === undefined ? {} : { importedId: job.imported_id }) };
}
