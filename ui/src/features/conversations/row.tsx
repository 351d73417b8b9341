import { useQueryClient } from "@tanstack/react-query";
import { Check, Ellipsis } from "lucide-react";
import { type KeyboardEvent, type MouseEvent, memo, type PointerEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { LazyPart } from "@/components/lazy-part";
import { Menu, MenuContent, MenuTrigger } from "@/components/ui/menu";
import type { ConversationRow as Row } from "@/ipc/generated";
import { cn } from "@/lib/cn";
import { conversationQuery } from "@/lib/core";
import { useNavigation } from "@/lib/navigation";
import { isMac } from "@/lib/platform";
import { warmFonts } from "@/lib/warm-fonts";
import type { ConversationActions } from "./actions";
import { dragging, menus } from "./later";
import { ListItem, type Place } from "./list-item";
import { useSelection } from "./selection";
import { TitleField } from "./title-field";
import { useRest } from "./use-rest";

interface RowProps {
  row: Row;
  place: Place;
  /** The part of the list that begins with this row. */
  heading: string | null;
  indented: boolean;
  /** In no folder: what is dropped here leaves its own. */
  loose: boolean;
  current: boolean;
  actions: ConversationActions;
  /** Selects what lies between two items. */
  onReach: (from: number, to: number) => Promise<void>;
  onTrash: (row: Row, index: number) => void;
}

export const ConversationRow = memo(function ConversationRow({
  row,
  place,
  heading,
  indented,
  loose,
  current,
  actions,
  onReach,
  onTrash,
}: RowProps) {
  const { t } = useTranslation("conversations");
  const client = useQueryClient();
  const openChat = useNavigation((state) => state.openChat);
  const selecting = useSelection((state) => state.active);
  const selected = useSelection((state) => state.ids.has(row.id));
  // Read with this look at it, before the list has heard of it.
  const unread = row.unread && !current;
  const [renaming, setRenaming] = useState(false);
  const [menuOpen, setMenuOpen] = useState(false);
  // The menu is mounted only where it is wanted.
  const [touched, setTouched] = useState(false);
  const link = useRef<HTMLButtonElement>(null);
  const title = row.title || t("untitled");

  const trash = () => onTrash(row, place.index);
  const touch = () => {
    setTouched(true);
    warmFonts();
    void menus.prefetch();
    void dragging.prefetch();
  };
  const read = () => void client.prefetchQuery(conversationQuery(row.id));
  const rest = useRest(read);
  const toggle = () => useSelection.getState().toggle(row.id, place.index);

  const onRenamed = (next: string | null) => {
    setRenaming(false);
    if (next !== null) void actions.rename(row, next);
    requestAnimationFrame(() => link.current?.focus());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "F2") setRenaming(true);
    else if (event.key === "Delete") trash();
    else if (event.key === " ") toggle();
    else if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) setMenuOpen(true);
    else return;
    event.preventDefault();
  };
  const onClick = (event: MouseEvent) => {
    const { anchor } = useSelection.getState();
    if (event.shiftKey) void onReach(anchor ?? place.index, place.index);
    else if (selecting || (isMac ? event.metaKey : event.ctrlKey)) toggle();
    else openChat(row.id);
  };
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0 || event.pointerType !== "mouse") return;
    // Read between the press and the click.
    if (!selecting) read();
    const { ids } = useSelection.getState();
    const label = ids.has(row.id) ? t("selected", { count: ids.size }) : title;
    const at = [event.clientX, event.clientY] as const;
    // Where it cannot be read nothing is dragged, and "Move to…" does the same.
    dragging.load().then(
      ({ beginDrag }) => beginDrag(at, label, drop),
      () => undefined,
    );
  };
  const drop = (folder: string | null, name: string) => {
    const { ids } = useSelection.getState();
    const dragged = ids.has(row.id) ? [...ids] : [row.id];
    void actions.change(dragged, { type: "folder", folder }, (count) =>
      folder === null ? t("movedOut", { count }) : t("moved", { count, name }),
    );
  };

  return (
    <ListItem place={place} heading={heading} drop={loose ? "" : undefined}>
      {renaming ? (
        <TitleField title={row.title} onDone={onRenamed} />
      ) : (
        <div className={cn("group relative", indented && "pl-4")}>
          <button
            ref={link}
            type="button"
            data-item
            tabIndex={place.tabbable ? 0 : -1}
            aria-current={current ? "page" : undefined}
            aria-pressed={selecting ? selected : undefined}
            onPointerEnter={(event) => {
              touch();
              if (event.pointerType === "mouse" && !selecting && !current) rest.begin();
            }}
            onPointerLeave={rest.end}
            onFocus={() => {
              touch();
              if (!selecting && !current) rest.begin();
            }}
            onBlur={rest.end}
            onPointerDown={onPointerDown}
            onClick={onClick}
            onKeyDown={onKeyDown}
            onDoubleClick={() => selecting || setRenaming(true)}
            onContextMenu={(event) => {
              event.preventDefault();
              touch();
              setMenuOpen(true);
            }}
            title={title}
            className={cn(
              "flex h-9 w-full select-none items-center gap-2.5 rounded-[10px] px-2.5 text-left text-sm outline-offset-[-2px] group-focus-within:pr-9 group-hover:pr-9",
              selected || current
                ? "bg-raised text-text"
                : unread
                  ? "text-text hover:bg-surface"
                  : "text-text-2 hover:bg-surface",
            )}
          >
            {selecting && (
              <span
                className={cn(
                  "grid size-4 shrink-0 place-items-center rounded-[5px] border",
                  selected ? "border-blue bg-blue text-on-blue" : "border-text-3",
                )}
              >
                {selected && <Check className="size-3" strokeWidth={3} aria-hidden="true" />}
              </span>
            )}
            {(row.streaming || unread) && (
              <span
                className={cn(
                  "size-1.5 shrink-0 rounded-full",
                  row.streaming ? "animate-beat bg-electric" : "bg-blue",
                )}
              >
                <span className="sr-only">{t(row.streaming ? "streaming" : "unread")}</span>
              </span>
            )}
            <span className="min-w-0 flex-1 truncate">{title}</span>
          </button>
          {(touched || menuOpen) && !selecting && (
            <Menu open={menuOpen} onOpenChange={setMenuOpen}>
              <MenuTrigger
                tabIndex={place.tabbable ? 0 : -1}
                aria-label={t("actions", { title })}
                className="absolute top-1 right-1 grid size-7 place-items-center rounded-lg text-text-2 opacity-0 hover:bg-hover hover:text-text focus-visible:opacity-100 group-hover:opacity-100 data-[state=open]:opacity-100 [@media(hover:none)]:opacity-100"
              >
                <Ellipsis className="size-4" />
              </MenuTrigger>
              <MenuContent
                align="end"
                onCloseAutoFocus={(event) => {
                  event.preventDefault();
                  // Where the arrow keys go on, and not to the button that opens the menu.
                  if (!renaming) link.current?.focus({ preventScroll: true });
                }}
              >
                <LazyPart source={menus}>
                  {({ RowItems }) => (
                    <RowItems
                      row={row}
                      actions={actions}
                      onRename={() => setRenaming(true)}
                      onSelect={toggle}
                      onTrash={trash}
                    />
                  )}
                </LazyPart>
              </MenuContent>
            </Menu>
          )}
        </div>
      )}
    </ListItem>
  );
});

/** The place of a row that is being read. */
export function RowInWaiting({ place, heading }: { place: Place; heading: string | null }) {
  return (
    <ListItem place={place} heading={heading}>
      <div className="flex h-9 items-center px-2.5">
        <span className="h-2 w-2/3 rounded-full bg-surface" />
      </div>
    </ListItem>
  );
}
