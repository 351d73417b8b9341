import type { QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { setNeighbours } from "@/lib/neighbours";
import { type Block, countOf, itemAt } from "./layout";
import { idsBetween, type Listing } from "./rows";

/** Tells the shortcuts which conversation follows which, as long as the list is there. */
export function useListOrder(client: QueryClient, blocks: Block[], listing: Listing): void {
  useEffect(
    () =>
      setNeighbours(async () => {
        const last = countOf(blocks) - 1;
        return itemAt(blocks, 0) ? idsBetween(client, blocks, listing, 0, last) : [];
      }),
    [client, blocks, listing],
  );
}
