import { LIST_BYTES, clear, count, extend, makeList } from '../memory/list';
import { definitionAt, definitions } from './findings';

/** Indexes of definitions in the order of the source, and room to merge them in. */
let order = makeList(memory.data(LIST_BYTES, 16), 4);
let other = makeList(memory.data(LIST_BYTES, 16), 4);

/** Index of the definition that is number `place` in the order of the source. */
export function orderOf(place: i32): i32 {
  return load<i32>(order.address + ((<usize>place) << 2));
}

/** Whether definition `a` stands behind `b`: it starts later, or with it and ends earlier. */
function isBehind(a: i32, b: i32): bool {
  const one = definitionAt(a);
  const two = definitionAt(b);
  return one.start == two.start ? one.end < two.end : one.start > two.start;
}

/** Sorts the definitions; those that start and end alike stay as they were found. */
export function sortDefinitions(): void {
  const total = count(definitions);
  clear(order);
  clear(other);
  const bytes = (<usize>total) << 2;
  const from = extend(order, bytes);
  for (let i = 0; i < total; i++) store<i32>(from + ((<usize>i) << 2), i);
  extend(other, bytes);
  for (let width = 1; width < total; width <<= 1) {
    for (let low = 0; low < total; low += width << 1) {
      merge(low, min(low + width, total), min(low + (width << 1), total));
    }
    const merged = other;
    other = order;
    order = merged;
  }
}

/** Merges two sorted runs that stand side by side. */
function merge(low: i32, middle: i32, high: i32): void {
  const to = other.address;
  let left = low;
  let right = middle;
  if (middle >= high || !isBehind(orderOf(middle - 1), orderOf(middle))) {
    const at = (<usize>low) << 2;
    memory.copy(to + at, order.address + at, (<usize>(high - low)) << 2);
    return;
  }
  for (let i = low; i < high; i++) {
    const takesRight = left == middle || (right < high && isBehind(orderOf(left), orderOf(right)));
    store<i32>(to + ((<usize>i) << 2), takesRight ? orderOf(right++) : orderOf(left++));
  }
}
