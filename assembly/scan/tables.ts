import { assignments, isLong, tables } from '../facts/facts';
import { AssignmentFact, NONE, TableFact } from '../facts/layouts';
import { at, count, push } from '../memory/list';
import { Literal, equals, endsWith, join, joinedLength, literal } from '../text/literal';
import { isConstant } from './arguments';
import { FILE_OPS, IOCTL, NETLINK, PROC, SYSFS, enter } from './entries';

// Tables of operations: variables of designated initialisers whose values are names, `.read = vfs_read`.

/** The variable being initialised; a table is made with its first assignment. */
let typeStart: usize = 0;
let typeEnd: usize = 0;
let nameStart: usize = 0;
let nameEnd: usize = 0;
let tableLine: i32 = 0;
let table: i32 = NONE;
/** Kind of entry point the table's values are, 0 for none. */
let entryKind: Literal = 0;

const DOT = literal('.');

/** Types whose members are called for a file, a directory or the file system around them. */
const FILE_TYPES: StaticArray<Literal> = [
  literal('file_operations'),
  literal('inode_operations'),
  literal('super_operations'),
  literal('address_space_operations'),
  literal('dentry_operations'),
  literal('export_operations'),
  literal('vm_operations_struct'),
  literal('block_device_operations'),
  literal('seq_operations'),
  literal('fs_context_operations'),
  literal('lock_manager_operations'),
  literal('file_lock_operations'),
  literal('v4l2_file_operations'),
  literal('tty_operations'),
  literal('proto_ops'),
  literal('kernfs_ops'),
];
const PROC_TYPE = literal('proc_ops');
const SYSFS_TYPE = literal('sysfs_ops');
const ATTRIBUTE_SUFFIX = literal('_attribute');
const NETLINK_TYPES: StaticArray<Literal> = [
  literal('genl_ops'),
  literal('genl_small_ops'),
  literal('genl_split_ops'),
  literal('nfnl_callback'),
  literal('rtnl_link_ops'),
  literal('netlink_kernel_cfg'),
  literal('rtnl_af_ops'),
];
const IOCTL_FIELDS: StaticArray<Literal> = [
  literal('ioctl'),
  literal('unlocked_ioctl'),
  literal('compat_ioctl'),
  literal('proc_ioctl'),
  literal('proc_compat_ioctl'),
  literal('ioctl32'),
  literal('compat_ioctl32'),
];

function isOneOf(list: StaticArray<Literal>, start: usize, end: usize): bool {
  for (let i = 0; i < list.length; i++) {
    if (equals(unchecked(list[i]), start, end)) return true;
  }
  return false;
}

function entryKindOf(start: usize, end: usize): Literal {
  if (isOneOf(FILE_TYPES, start, end)) return FILE_OPS;
  if (equals(PROC_TYPE, start, end)) return PROC;
  if (equals(SYSFS_TYPE, start, end) || endsWith(ATTRIBUTE_SUFFIX, start, end)) return SYSFS;
  if (isOneOf(NETLINK_TYPES, start, end)) return NETLINK;
  return 0;
}

/** Begins the initialiser of a variable; an empty name means that no table can come of it. */
export function beginTable(type: usize, typeTo: usize, name: usize, nameTo: usize, line: i32): void {
  typeStart = type;
  typeEnd = typeTo;
  nameStart = name;
  nameEnd = nameTo;
  tableLine = line;
  table = NONE;
  entryKind = 0;
}

function openTable(): bool {
  if (nameStart == nameEnd || isLong(<u32>(nameEnd - nameStart)) || isLong(<u32>(typeEnd - typeStart))) {
    return false;
  }
  table = count(tables);
  const fact = changetype<TableFact>(push(tables));
  fact.type = <u32>typeStart;
  fact.typeLength = <u32>(typeEnd - typeStart);
  fact.name = <u32>nameStart;
  fact.nameLength = <u32>(nameEnd - nameStart);
  fact.line = tableLine;
  fact.firstAssignment = count(assignments);
  fact.assignments = 0;
  entryKind = entryKindOf(typeStart, typeEnd);
  return true;
}

/** `.field = value` in the initialiser at hand, where value is one name. Constants are no operations. */
export function addAssignment(field: usize, fieldEnd: usize, value: usize, valueEnd: usize, line: i32): void {
  if (isConstant(value, valueEnd)) return;
  if (isLong(<u32>(fieldEnd - field)) || isLong(<u32>(valueEnd - value))) return;
  if (table == NONE && !openTable()) return;
  const fact = changetype<AssignmentFact>(push(assignments));
  fact.field = <u32>field;
  fact.fieldLength = <u32>(fieldEnd - field);
  fact.value = <u32>value;
  fact.valueLength = <u32>(valueEnd - value);
  fact.line = line;
  changetype<TableFact>(at(tables, table)).assignments++;
  const kind: Literal = isOneOf(IOCTL_FIELDS, field, fieldEnd) ? IOCTL : entryKind;
  if (kind == 0) return;
  const name = join(typeStart, <u32>(typeEnd - typeStart), DOT, field, <u32>(fieldEnd - field));
  enter(kind, name, name + <usize>joinedLength, value, valueEnd, line);
}
