/** Changes the height of an element without moving what the reader sees, where it begins above that. */
export function placeKept(element: Element, change: () => void): void {
  const scroller = element.closest<HTMLElement>("[role=log]");
  const edge = scroller?.getBoundingClientRect().top ?? 0;
  const before = element.getBoundingClientRect();
  change();
  if (!scroller || before.top >= edge) return;
  const after = element.getBoundingClientRect();
  // Its lower part is read, or what follows it: that stays.
  scroller.scrollTop += after.bottom - before.bottom;
}
