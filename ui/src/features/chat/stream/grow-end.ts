import type { GrowthLevel } from "@/ipc/generated";
import { appendLines } from "./code-block";
import { frameTables, unsort } from "./table-block";

/** What changes at the end of a block, found but not yet done. */
export interface Growth {
  /** Nodes that go, or lose some of their text. */
  changed: ChildNode[];
  /** Does it, and gives the elements that came. */
  apply: (parse: (html: string) => DocumentFragment) => Element[];
}

/** Finds what `levels` speak of in a block; null if they do not fit it: then a frame was lost. */
export function growthOf(block: Element, levels: readonly GrowthLevel[], cut: number): Growth | null {
  const gone: ChildNode[] = [];
  const places: { element: Element; html: string }[] = [];
  let text: Text | null = null;
  let element = contentOf(block);
  for (const [depth, { drop, html }] of levels.entries()) {
    const isLines = element.matches(".md-lines");
    if (isLines && drop > 0) return null;
    let last = lastWritten(element);
    for (let dropped = 0; dropped < drop; dropped += 1) {
      if (last === null) return null;
      gone.push(last);
      last = last.previousSibling as ChildNode | null;
    }
    places.push({ element, html });
    if (depth < levels.length - 1) {
      if (!(last instanceof Element)) return null;
      element = contentOf(last);
    } else if (cut > 0) {
      if (!(last instanceof Text) || last.length < cut) return null;
      text = last;
    }
  }
  return {
    changed: text ? [...gone, text] : gone,
    apply(parse) {
      for (const node of gone) node.remove();
      if (text) text.deleteData(text.length - cut, cut);
      return places.flatMap(({ element, html }) => (html === "" ? [] : add(element, parse(html))));
    },
  };
}

/** The element that the core wrote, where the face has put a frame around it. */
function contentOf(element: Element): Element {
  const table = element.matches(".md-table-frame") ? element.lastElementChild : null;
  if (table === null) return element;
  unsort(table);
  return table;
}

/** The last child that is not the face's own. */
function lastWritten(element: Element): ChildNode | null {
  const last = element.lastChild;
  return last instanceof Element && last.matches(".md-fold")
    ? (last.previousSibling as ChildNode | null)
    : last;
}

function add(element: Element, fragment: DocumentFragment): Element[] {
  frameTables(fragment);
  const nodes = [...fragment.childNodes];
  if (element.matches(".md-lines")) {
    appendLines(element, nodes);
    return [];
  }
  const last = lastWritten(element);
  const [first] = nodes;
  if (last instanceof Text && first instanceof Text) {
    last.appendData(first.data);
    first.remove();
  }
  if (last === null) element.prepend(fragment);
  else last.after(fragment);
  return nodes.filter((node) => node instanceof Element);
}
