import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { invoke } from "@/ipc/client";
import type { ConversationChange, ConversationRow } from "@/ipc/generated";
import { useNavigation } from "@/lib/navigation";
import type { ConversationActions } from "./actions";
import { CheckBox } from "./check-box";
import { type Block, heightOf, itemAt, ROW_REM } from "./layout";
import { useOrganise } from "./organise-store";
import { idsBetween, useRows } from "./rows";
import { ShelfDates } from "./shelf-dates";
import { TrashedBranches } from "./trashed-branches";
import { useVisible } from "./use-visible";

interface ShelfProps {
  shelf: "archived" | "trash";
  count: number;
  /** In the trash, branches of conversations that are not. */
  branches: number;
  actions: ConversationActions;
}

const listing = { tag: null, sort: "updated" } as const;

/** What is out of the list, and the way back into it. */
export function Shelf({ shelf, count, branches, actions }: ShelfProps) {
  const { t, i18n } = useTranslation("organise");
  const { t: trash } = useTranslation("trash");
  const client = useQueryClient();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [sure, setSure] = useState<"chosen" | "all" | null>(null);
  const place = { type: shelf } as const;
  const blocks: Block[] = [
    {
      kind: "rows",
      key: shelf,
      run: { place, offset: 0, length: count },
      heading: null,
      indented: false,
      first: 0,
      items: count,
      top: 0,
      height: count * ROW_REM,
    },
  ];
  const { scroller, from, to, rem } = useVisible(blocks);
  const numbers = Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);
  const items = numbers.flatMap((number) => itemAt(blocks, number) ?? []);
  const { rowOf } = useRows(items, listing);

  const all = () => idsBetween(client, blocks, listing, 0, count - 1);
  const back: ConversationChange =
    shelf === "trash" ? { type: "trashed", set: false } : { type: "archived", set: false };
  const bringBack = async (ids: string[]) => {
    await actions.change(ids, back, (done) => t(`${shelf}.back`, { count: done }));
    setChosen(new Set());
  };
  const deleteForGood = async () => {
    const done = await actions.attempt(() =>
      sure === "all" ? invoke("empty_trash", {}) : invoke("delete_for_good", { conversations: [...chosen] }),
    );
    if (!done) return;
    setChosen(new Set());
    setSure(null);
  };
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  const open = (row: ConversationRow) => {
    useOrganise.getState().ask(null);
    useNavigation.getState().openChat(row.id);
  };

  const sureText = () => {
    if (sure === "chosen") return t("trash.sure", { count: chosen.size });
    if (branches === 0) return t("trash.sure", { count });
    const held = [
      ...(count > 0 ? [trash("conversationCount", { count })] : []),
      trash("branchCount", { count: branches }),
    ];
    return trash("sureAll", { what: new Intl.ListFormat(i18n.language).format(held) });
  };

  if (count + branches === 0) return <p className="mt-4 text-[13.5px] text-text-3">{t(`${shelf}.empty`)}</p>;
  return (
    <>
      {branches > 0 && count > 0 && (
        <h3 className="mt-4 -mb-2 font-medium text-[13px] text-text-2">{trash("conversations")}</h3>
      )}
      {count > 0 && (
        <div
          ref={scroller}
          className="mt-4 max-h-[45vh] overflow-y-auto rounded-[12px] border border-line p-1"
        >
          <ul
            aria-label={t(`${shelf}.title`)}
            className="relative"
            style={{ height: heightOf(blocks) * rem }}
          >
            {items.map((item) => {
              const row = item.kind === "row" ? rowOf(place, item.position) : undefined;
              return (
                <li
                  key={row?.id ?? item.key}
                  aria-setsize={count}
                  aria-posinset={item.index + 1}
                  style={{ top: item.top * rem }}
                  className="absolute inset-x-0 flex h-10 items-center gap-3 rounded-[10px] px-2.5 hover:bg-hover"
                >
                  {row && (
                    <>
                      <CheckBox checked={chosen.has(row.id)} onChange={() => toggle(row.id)}>
                        {row.title || t("untitled")}
                      </CheckBox>
                      {row.trashed_at !== null && <ShelfDates at={row.trashed_at} />}
                      {shelf === "archived" && (
                        <Button size="small" onClick={() => open(row)}>
                          {t("open")}
                          <span className="sr-only"> {row.title}</span>
                        </Button>
                      )}
                    </>
                  )}
                </li>
              );
            })}
          </ul>
        </div>
      )}
      {branches > 0 && <TrashedBranches attempt={actions.attempt} />}
      {sure ? (
        <div role="alert" className="mt-4 rounded-[12px] border border-danger-line bg-danger-bg p-3.5">
          <p className="text-[13.5px] text-text">{sureText()}</p>
          <div className="mt-3 flex justify-end gap-2">
            <Button onClick={() => setSure(null)}>{t("keep")}</Button>
            <Button variant="danger" autoFocus onClick={() => void deleteForGood()}>
              {t("trash.forGood")}
            </Button>
          </div>
        </div>
      ) : (
        <div className="mt-4 flex flex-wrap justify-end gap-2">
          {shelf === "trash" && (
            <Button
              variant="danger"
              className="mr-auto"
              onClick={() => setSure(chosen.size === 0 ? "all" : "chosen")}
            >
              {chosen.size === 0 ? t("trash.emptyAll") : t("trash.forGoodSome", { count: chosen.size })}
            </Button>
          )}
          {count > 0 && (
            <Button
              variant="outline"
              onClick={async () => bringBack(chosen.size === 0 ? await all() : [...chosen])}
            >
              {chosen.size === 0 ? t(`${shelf}.backAll`) : t(`${shelf}.backSome`, { count: chosen.size })}
            </Button>
          )}
        </div>
      )}
    </>
  );
}
