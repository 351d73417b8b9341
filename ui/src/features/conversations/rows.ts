import { type QueryClient, useQueries, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { invoke } from "@/ipc/client";
import type { ConversationRow, ListPlace, ListSort, Outline } from "@/ipc/generated";
import { keys } from "@/lib/query";
import { useSettings } from "@/lib/settings";
import { useToday } from "@/lib/use-today";
import { type Period, periodsOf } from "./groups";
import { type Block, type Item, type Run, runsBetween } from "./layout";
import { useOrganise } from "./organise-store";

/** Rows are read in pieces of so many. */
export const PIECE = 100;
/** Pieces that nobody looks at are soon forgotten. */
const KEPT_MS = 30_000;

export interface Listing {
  tag: string | null;
  sort: ListSort;
}

function pieceQuery(place: ListPlace, { tag, sort }: Listing, piece: number) {
  const args = { place, tag, sort, offset: piece * PIECE, limit: PIECE };
  return {
    queryKey: [...keys.conversations, "page", args] as const,
    queryFn: () => invoke("conversation_page", args),
    gcTime: KEPT_MS,
  };
}

/** How many conversations are where, and the periods that the loose ones are divided by. */
export function useOutline(): {
  listing: Listing;
  periods: Period[];
  outline: Outline | undefined;
  error: Error | null;
} {
  const { t, i18n } = useTranslation("conversations");
  const today = useToday();
  const { list_sort: sort } = useSettings();
  const tag = useOrganise((state) => state.tag);
  const listing = useMemo(() => ({ tag, sort }), [tag, sort]);
  const periods = useMemo(
    () =>
      periodsOf(today, i18n.language, {
        previous7: t("previous7"),
        previous30: t("previous30"),
        older: t("older"),
      }),
    [today, i18n.language, t],
  );
  const bounds = periods.map((period) => period.since);
  const { data: outline, error } = useQuery({
    queryKey: [...keys.conversations, "outline", tag, sort, bounds[0]] as const,
    queryFn: () => invoke("conversation_outline", { tag, sort, bounds }),
    // Another order or another tag changes what is there, not whether something is.
    placeholderData: (before: Outline | undefined) => before,
  });
  return { listing, periods, outline, error };
}

/** Reads the rows that are looked at. What it gives knows those that have been read. */
export function useRows(
  items: readonly Item[],
  listing: Listing,
): { rowOf: (place: ListPlace, position: number) => ConversationRow | undefined; error: Error | null } {
  const wanted = useMemo(() => {
    // The first ones are wanted before anything is known of them.
    const pieces = new Map<string, [ListPlace, number]>([["loose/0", [{ type: "loose" }, 0]]]);
    for (const item of items) {
      if (item.kind !== "row") continue;
      const piece = Math.floor(item.position / PIECE);
      pieces.set(`${placeKey(item.place)}/${piece}`, [item.place, piece]);
    }
    return [...pieces];
  }, [items]);
  const answers = useQueries({
    queries: wanted.map(([, [place, piece]]) => pieceQuery(place, listing, piece)),
    combine: (results) => ({
      data: results.map((result) => result.data),
      error: results.find((result) => result.error)?.error ?? null,
    }),
  });
  const rowOf = useCallback(
    (place: ListPlace, position: number) => {
      const key = `${placeKey(place)}/${Math.floor(position / PIECE)}`;
      return answers.data[wanted.findIndex(([piece]) => piece === key)]?.[position % PIECE];
    },
    [answers.data, wanted],
  );
  return { rowOf, error: answers.error };
}

/** The ids of the conversations between two items of the list, whether they have been read or not. */
export async function idsBetween(
  client: QueryClient,
  blocks: Block[],
  listing: Listing,
  one: number,
  other: number,
): Promise<string[]> {
  const read = ({ place, offset, length }: Run) =>
    client.fetchQuery({
      queryKey: [...keys.conversations, "ids", { place, ...listing, offset, length }],
      queryFn: () => invoke("conversation_ids", { place, ...listing, offset, limit: length }),
      gcTime: KEPT_MS,
    });
  return (await Promise.all(runsBetween(blocks, one, other).map(read))).flat();
}

function placeKey(place: ListPlace): string {
  return place.type === "folder" ? `folder-${place.folder}` : place.type;
}
