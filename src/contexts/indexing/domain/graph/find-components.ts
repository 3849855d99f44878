/**
 * Sets of nodes that reach each other, largest first: Tarjan's strongly connected components, without those of a
 * single node that does not call itself. Without recursion of ours, so that a chain of any length is no danger.
 */
export function findComponents(edges: readonly { from: number; to: number | undefined }[]): number[][] {
  const out = new Map<number, number[]>();
  const loops = new Set<number>();
  for (const { from, to } of edges) {
    if (to === undefined) continue;
    if (from === to) loops.add(from);
    const known = out.get(from);
    if (known === undefined) out.set(from, [to]);
    else known.push(to);
    if (!out.has(to)) out.set(to, []);
  }
  const order = new Map<number, number>();
  const low = new Map<number, number>();
  const stack: number[] = [];
  const onStack = new Set<number>();
  const components: number[][] = [];

  function open(node: number): { node: number; next: number } {
    order.set(node, order.size);
    low.set(node, order.get(node)!);
    stack.push(node);
    onStack.add(node);
    return { node, next: 0 };
  }

  function close(node: number): void {
    if (low.get(node) !== order.get(node)) return;
    const component: number[] = [];
    for (let member = -1; member !== node;) {
      member = stack.pop()!;
      onStack.delete(member);
      component.push(member);
    }
    if (component.length > 1 || loops.has(node)) components.push(component.sort((a, b) => a - b));
  }

  for (const start of out.keys()) {
    if (order.has(start)) continue;
    const frames = [open(start)];
    while (frames.length > 0) {
      const frame = frames.at(-1)!;
      const target = out.get(frame.node)![frame.next++];
      if (target === undefined) {
        frames.pop();
        close(frame.node);
        const parent = frames.at(-1)?.node;
        if (parent !== undefined) low.set(parent, Math.min(low.get(parent)!, low.get(frame.node)!));
      } else if (!order.has(target)) {
        frames.push(open(target));
      } else if (onStack.has(target)) {
        low.set(frame.node, Math.min(low.get(frame.node)!, order.get(target)!));
      }
    }
  }
  return components.sort((a, b) => b.length - a.length || a[0]! - b[0]!);
}
