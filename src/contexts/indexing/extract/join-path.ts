/**
 * The path that `target` names from the folder of the file `from`, with `.` and `..` followed: empty when it leads
 * out of the repository.
 */
export function joinPath(from: string, target: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return '';
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
