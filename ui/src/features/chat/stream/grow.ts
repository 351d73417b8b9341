/**
 * Turns `live` into `fresh` if that takes nothing but additions at its end: longer text, more children. Returns false,
 * with `live` untouched, if any node would have to go. Growing in place keeps selections, scroll positions inside
 * blocks, and everything already laid out.
 */
export function growInto(live: Element, fresh: Element): boolean {
  const additions: (() => void)[] = [];
  if (!plan(live, fresh, additions)) return false;
  for (const add of additions) add();
  return true;
}

function plan(live: Element, fresh: Element, additions: (() => void)[]): boolean {
  if (!sameShell(live, fresh)) return false;
  const old = live.childNodes;
  const count = old.length;
  if (fresh.childNodes.length < count) return false;
  for (let i = 0; i < count; i += 1) {
    const before = old[i] as ChildNode;
    const after = fresh.childNodes[i] as ChildNode;
    if (before.isEqualNode(after)) continue;
    // Only the last child may differ: what comes before it was complete.
    if (i !== count - 1 || !planLast(before, after, additions)) return false;
  }
  const added = Array.from(fresh.childNodes).slice(count);
  if (added.length > 0) additions.push(() => live.append(...added));
  return true;
}

function planLast(before: ChildNode, after: ChildNode, additions: (() => void)[]): boolean {
  if (before instanceof Text && after instanceof Text) {
    if (!after.data.startsWith(before.data)) return false;
    additions.push(() => before.appendData(after.data.slice(before.data.length)));
    return true;
  }
  return before instanceof Element && after instanceof Element && plan(before, after, additions);
}

function sameShell(a: Element, b: Element): boolean {
  return a.cloneNode(false).isEqualNode(b.cloneNode(false));
}
