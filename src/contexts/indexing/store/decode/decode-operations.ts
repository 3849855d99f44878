/** One member of an initialised table of functions. */
export interface TableMember {
  /** Type of the table: `file_operations`. */
  type: string;
  /** The table: `ext4_file_operations`. */
  table: string;
  field: string;
  /** The function it is set to. */
  handler: string;
  line: number;
}

/**
 * Reads index_file.operations: a table a line, `type\ttable\tline\tfield=value@line,field=value@line`. Only members
 * that `wanted` takes are given.
 */
export function decodeOperations(
  operations: string | null,
  wanted: (field: string, handler: string) => boolean,
): TableMember[] {
  if (operations === null) return [];
  return operations.split('\n').flatMap((entry) => {
    const [type = '', table = '', , members = ''] = entry.split('\t');
    return members.split(',').flatMap((member) => {
      const [, field = '', handler = '', line = '1'] = /^([^=]*)=(.*)@(\d+)$/.exec(member) ?? [];
      return field !== '' && wanted(field, handler)
        ? [{ type, table, field, handler, line: Number(line) }]
        : [];
    });
  });
}
