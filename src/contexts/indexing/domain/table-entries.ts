/** A function in a table of functions. */
export interface TableEntry {
  type: string;
  table: string;
  field: string;
  line: number;
}

/** Where a function stands in a file's tables: a table a line, `type\ttable\tline\tfield=value@line,…`. */
export function tableEntriesOf(name: string, operations: string): TableEntry[] {
  const entries: TableEntry[] = [];
  for (const text of operations.split('\n')) {
    if (!text.includes(`=${name}@`)) continue;
    const [type = '', table = '', , members = ''] = text.split('\t');
    for (const member of members.split(',')) {
      const [field = '', value = ''] = member.split('=');
      const at = value.lastIndexOf('@');
      if (value.slice(0, at) === name)
        entries.push({ type, table, field, line: Number(value.slice(at + 1)) });
    }
  }
  return entries;
}
