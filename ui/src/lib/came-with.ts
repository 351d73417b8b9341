/** The elements of a class that came with changes of the document. To look for all that there are costs a walk over the whole of it. */
export function cameWith(records: readonly MutationRecord[], className: string): Element[] {
  return records.flatMap(({ addedNodes }) =>
    [...addedNodes].flatMap((node) => {
      if (!(node instanceof Element)) return [];
      const within = [...node.getElementsByClassName(className)];
      return node.classList.contains(className) ? [node, ...within] : within;
    }),
  );
}
