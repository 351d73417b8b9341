/** A conversation's key in what this window holds; the new chat has one as well. */
export function slotOf(conversation: string | null): string {
  return conversation ?? "new";
}
