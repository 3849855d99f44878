import type { LoaderRights } from '../platform/db/loader-role.ts';

const READ = ['select'] as const;
const ADD = ['select', 'insert'] as const;
const KEEP = ['select', 'insert', 'update'] as const;
const HOLD = ['select', 'update'] as const;
const ALL = ['select', 'insert', 'update', 'delete'] as const;

/** What jobs do to tables. API keys, answers kept for repeated requests, and tenants themselves are not among them. */
export const WORKER_RIGHTS: LoaderRights = {
  tables: {
    tenants: READ,
    audit: ADD,
    outbox_batch: ADD,
    outbox: READ,
    outbox_head: KEEP,
    job: ALL,
    job_queue: KEEP,
    folder_watch: HOLD,
    code_index: ALL,
    index_chunk: ALL,
    index_source: ALL,
    index_overlay: ALL,
    index_manifest: ALL,
    index_chunk_state: ALL,
    index_file: ALL,
    index_symbol: ALL,
    index_posting: ALL,
    index_macro: ALL,
    index_entrypoint: ALL,
    index_name: ALL,
    index_gram: ALL,
    index_term: ALL,
    index_start: ALL,
  },
  functions: [
    'refuse(text, jsonb)',
    'make_index_tables(int, text[])',
    'build_table_index(int, name, name, name[], boolean, name, text)',
    'analyze_index_table(int, name)',
    'attach_index_tables(int)',
    'drop_index_tables(int)',
  ],
};
