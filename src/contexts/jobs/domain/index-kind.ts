/** Kind of the jobs that index a folder. */
export const INDEX_KIND = 'indexing.index_repository';
