import { invoke } from "@/ipc/client";

/** The ids of the conversations in the order in which they are shown. */
type Order = () => Promise<string[]>;

/** While no list is shown: by their last use. */
const byUse: Order = () =>
  invoke("conversation_ids", {
    place: { type: "loose" },
    tag: null,
    sort: "updated",
    offset: 0,
    limit: 500,
  });

let order: Order = byUse;

/** A list that is shown says what its order is, until the returned function is called. */
export function setNeighbours(shown: Order): () => void {
  order = shown;
  return () => {
    if (order === shown) order = byUse;
  };
}

/** The conversation `step` rows further down; from the new chat, the first. */
export async function neighbour(current: string | null, step: 1 | -1): Promise<string | null> {
  const ids = await order();
  const at = current === null ? -1 : ids.indexOf(current);
  const next = at === -1 ? 0 : Math.min(ids.length - 1, Math.max(0, at + step));
  return ids[next] ?? null;
}
