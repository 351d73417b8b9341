/** What is marked in the text, by the name that `markdown.css` paints it with. */
type Mark = "found" | "find" | "find-current" | "spoken";

// Painted over the text, so that nothing is put into elements that others write. An engine without it shows no marks.
const registry = typeof CSS !== "undefined" && "highlights" in CSS ? CSS.highlights : null;

/** Marks these places and no others. */
export function showMarks(mark: Mark, ranges: Range[]): void {
  if (ranges.length === 0) registry?.delete(mark);
  else registry?.set(mark, new Highlight(...ranges));
}
