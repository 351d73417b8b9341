import { useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { LazyPart } from "@/components/lazy-part";
import type { ConversationRow as Row } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { useNavigation } from "@/lib/navigation";
import { isFocusLost } from "@/lib/rescue-focus";
import { useChangeSettings, useSettings } from "@/lib/settings";
import { useFocusKept } from "@/lib/use-focus-kept";
import { useConversationActions } from "./actions";
import { FolderRow, ShelfRow } from "./folder-row";
import { bulkBar } from "./later";
import { blocksOf, countOf, heightOf, type Item, itemAt } from "./layout";
import { useListOrder } from "./order";
import { ConversationRow, RowInWaiting } from "./row";
import { idsBetween, useOutline, useRows } from "./rows";
import { useSelection } from "./selection";
import { Toolbar } from "./toolbar";
import { useVisible } from "./use-visible";

/** The conversations, in their order. Only what is looked at is read and drawn: there may be twenty thousand. */
export function ConversationList() {
  const { t } = useTranslation("conversations");
  const client = useQueryClient();
  const errorText = useErrorText();
  const { listing, periods, outline, error } = useOutline();
  const { open_folders: open } = useSettings();
  const changeSettings = useChangeSettings();
  const actions = useConversationActions();
  const current = useNavigation((state) => (state.view.kind === "chat" ? state.view.conversation : null));
  const selecting = useSelection((state) => state.active);
  const list = useRef<HTMLUListElement>(null);
  /** The number of the item that Tab comes to. It stays drawn wherever the list is scrolled to, or the focus would be lost. */
  const [active, setActive] = useState(0);

  const blocks = useMemo(
    () =>
      outline
        ? blocksOf(outline, periods, {
            sort: listing.sort,
            open,
            filtered: listing.tag !== null,
            labels: { pinned: t("pinned"), others: t("others") },
          })
        : [],
    [outline, periods, listing, open, t],
  );
  const count = countOf(blocks);
  const { scroller, from, to, rem, show } = useVisible(blocks);
  const stop = Math.min(active, count - 1);
  const items = useMemo(() => {
    const drawn: Item[] = [];
    for (let index = from; index <= to; index += 1) {
      const item = itemAt(blocks, index);
      if (item) drawn.push(item);
    }
    const kept = stop < from || stop > to ? itemAt(blocks, stop) : null;
    return kept ? [...drawn, kept].sort((a, b) => a.index - b.index) : drawn;
  }, [blocks, from, to, stop]);
  const { rowOf, error: unread } = useRows(items, listing);
  useListOrder(client, blocks, listing);

  /** The item that is to have the focus as soon as it is there: its row may still have to be read. */
  const toFocus = useRef<{ index: number; rescue: boolean } | null>(null);
  const settle = useCallback(() => {
    const wanted = toFocus.current;
    const item = list.current?.querySelector<HTMLElement>(`[data-index="${wanted?.index}"] [data-item]`);
    if (!wanted || !item) return;
    toFocus.current = null;
    // Whoever has the focus by now keeps it.
    if (!wanted.rescue || isFocusLost()) item.focus({ preventScroll: true });
  }, []);
  useEffect(settle);
  /** A rescue only where what had the focus is gone. */
  const focusItem = useCallback(
    (index: number, rescue = false) => {
      toFocus.current = { index, rescue };
      setActive(index);
      show(index);
      requestAnimationFrame(settle);
    },
    [show, settle],
  );
  const wasSelecting = useRef(false);
  useEffect(() => {
    // What had the focus went with the selection.
    if (wasSelecting.current && !selecting && isFocusLost()) focusItem(stop, true);
    wasSelecting.current = selecting;
  }, [selecting, focusItem, stop]);
  const held = useFocusKept(() => focusItem(stop, true));
  const reach = useCallback(
    async (from: number, to: number) => {
      const wanted = useSelection.getState();
      const ids = await idsBetween(client, blocks, listing, from, to).catch(() => null);
      // Somebody may have gone on meanwhile.
      if (ids && useSelection.getState().anchor === wanted.anchor) wanted.reach(ids, from);
    },
    [client, blocks, listing],
  );
  const trash = useCallback(
    (row: Row, index: number) => {
      const { ids } = useSelection.getState();
      const many = ids.has(row.id) && ids.size > 1;
      focusItem(index + 1 < count ? index + 1 : Math.max(0, index - 1));
      void actions.trash(many ? [...ids] : [row.id], many ? null : row.title);
    },
    [actions, count, focusItem],
  );
  const toggleFolder = (id: string) =>
    void actions.attempt(() =>
      changeSettings({
        open_folders: open.includes(id) ? open.filter((entry) => entry !== id) : [...open, id],
      }),
    );

  const onKeyDown = (event: KeyboardEvent<HTMLUListElement>) => {
    const target = event.target as Element;
    if (event.defaultPrevented || !target.matches("[data-item]")) return;
    const at = Number(target.closest("[data-index]")?.getAttribute("data-index"));
    const selection = useSelection.getState();
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + 10,
      PageUp: at - 10,
      Home: 0,
      End: count - 1,
    };
    const next = moves[event.key];
    if (next !== undefined && !event.altKey && !event.ctrlKey && !event.metaKey) {
      const wanted = Math.max(0, Math.min(count - 1, next));
      if (event.shiftKey) void reach(selection.anchor ?? at, wanted);
      focusItem(wanted);
    } else if (event.key === "a" && (event.ctrlKey || event.metaKey)) {
      void reach(0, count - 1);
    } else if (event.key === "Escape" && selection.active) {
      selection.clear();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  const failure = error ?? unread;
  if (failure) return <Note text={t("loadFailed", { cause: errorText(failure) })} />;
  return (
    <>
      <Toolbar tags={outline?.tags ?? []} listing={listing} actions={actions} />
      <div ref={scroller} className="-mx-1 min-h-0 flex-1 overflow-y-auto px-1 pb-2">
        <ul
          ref={list}
          aria-label={t("list")}
          aria-busy={outline === undefined}
          onKeyDown={onKeyDown}
          onBlur={held.onBlur}
          onFocus={(event) => {
            held.onFocus(event);
            const at = event.target.closest("[data-index]")?.getAttribute("data-index");
            if (at === null || at === undefined) return;
            toFocus.current = null;
            setActive(Number(at));
          }}
          style={{ height: heightOf(blocks) * rem }}
          className="relative"
        >
          {items.map((item) => {
            const place = { index: item.index, top: item.top * rem, count, tabbable: item.index === stop };
            if (item.kind === "folder") {
              return (
                <FolderRow
                  key={item.key}
                  place={place}
                  folder={item.folder}
                  folders={outline?.folders ?? []}
                  open={item.open}
                  actions={actions}
                  onToggle={toggleFolder}
                />
              );
            }
            if (item.kind === "shelf") {
              return (
                <ShelfRow
                  key={item.key}
                  place={place}
                  shelf={item.shelf}
                  count={item.count}
                  branches={item.branches}
                />
              );
            }
            const row = rowOf(item.place, item.position);
            if (!row) return <RowInWaiting key={item.key} place={place} heading={item.heading} />;
            return (
              <ConversationRow
                key={row.id}
                row={row}
                place={place}
                heading={item.heading}
                indented={item.indented}
                loose={item.place.type === "loose"}
                current={row.id === current}
                actions={actions}
                onReach={reach}
                onTrash={trash}
              />
            );
          })}
        </ul>
        {outline && count === 0 && <Note text={listing.tag === null ? t("empty") : t("emptyTag")} />}
      </div>
      {selecting && <LazyPart source={bulkBar}>{(BulkBar) => <BulkBar actions={actions} />}</LazyPart>}
    </>
  );
}

export function Note({ text }: { text: string }) {
  return <p className="px-2.5 py-2 text-[13px] text-text-3">{text}</p>;
}
