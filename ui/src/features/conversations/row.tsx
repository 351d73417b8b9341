import { Ellipsis, FileDown, Pencil, Trash2 } from "lucide-react";
import { type KeyboardEvent, memo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu";
import type { ConversationSummary } from "@/ipc/generated";
import { cn } from "@/lib/cn";
import { useExportRequest } from "@/lib/export-request";
import { useNavigation } from "@/lib/navigation";
import { TitleField } from "./title-field";

interface RowProps {
  row: ConversationSummary;
  /** The period that begins with this row. */
  heading: string | null;
  current: boolean;
  onRename: (row: ConversationSummary, title: string) => void;
  onTrash: (row: ConversationSummary) => void;
}

export const ConversationRow = memo(function ConversationRow({
  row,
  heading,
  current,
  onRename,
  onTrash,
}: RowProps) {
  const { t } = useTranslation("conversations");
  const openChat = useNavigation((state) => state.openChat);
  const requestExport = useExportRequest((state) => state.ask);
  const [renaming, setRenaming] = useState(false);
  const [menuOpen, setMenuOpen] = useState(false);
  // The menu is mounted only where it is wanted: a thousand of them would cost more than the list.
  const [touched, setTouched] = useState(false);
  const link = useRef<HTMLButtonElement>(null);
  const title = row.title || t("untitled");

  const trash = () => {
    const item = link.current?.closest("li");
    const next = item?.nextElementSibling ?? item?.previousElementSibling;
    next?.querySelector("button")?.focus();
    onTrash(row);
  };
  const onRenamed = (next: string | null) => {
    setRenaming(false);
    if (next !== null) onRename(row, next);
    requestAnimationFrame(() => link.current?.focus());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "F2") setRenaming(true);
    else if (event.key === "Delete") trash();
    else return;
    event.preventDefault();
  };

  return (
    <li className="pb-1 [contain-intrinsic-size:auto_40px] [content-visibility:auto]">
      {heading !== null && <h2 className="px-2.5 pt-3.5 pb-1 font-medium text-text-3 text-xs">{heading}</h2>}
      {renaming ? (
        <TitleField title={row.title} onDone={onRenamed} />
      ) : (
        <div className="group relative">
          <button
            ref={link}
            type="button"
            aria-current={current ? "page" : undefined}
            onPointerEnter={() => setTouched(true)}
            onFocus={() => setTouched(true)}
            onClick={() => openChat(row.id)}
            onKeyDown={onKeyDown}
            onDoubleClick={() => setRenaming(true)}
            onContextMenu={(event) => {
              event.preventDefault();
              setMenuOpen(true);
            }}
            title={title}
            className={cn(
              "flex h-9 w-full items-center gap-2.5 rounded-[10px] px-2.5 text-left text-sm outline-offset-[-2px] group-focus-within:pr-9 group-hover:pr-9",
              current ? "bg-raised text-text" : "text-text-2 hover:bg-surface",
            )}
          >
            {row.streaming && (
              <span className="size-1.5 shrink-0 animate-beat rounded-full bg-electric">
                <span className="sr-only">{t("streaming")}</span>
              </span>
            )}
            <span className="min-w-0 flex-1 truncate">{title}</span>
          </button>
          {(touched || menuOpen) && (
            <Menu open={menuOpen} onOpenChange={setMenuOpen}>
              <MenuTrigger
                aria-label={t("actions", { title })}
                className="absolute top-1 right-1 grid size-7 place-items-center rounded-lg text-text-2 opacity-0 hover:bg-hover hover:text-text focus-visible:opacity-100 group-hover:opacity-100 data-[state=open]:opacity-100 [@media(hover:none)]:opacity-100"
              >
                <Ellipsis className="size-4" />
              </MenuTrigger>
              <MenuContent align="end" onCloseAutoFocus={(event) => renaming && event.preventDefault()}>
                <MenuItem onSelect={() => setRenaming(true)}>
                  <Pencil /> {t("rename")}
                </MenuItem>
                <MenuItem onSelect={() => requestExport([row.id])}>
                  <FileDown /> {t("export")}
                </MenuItem>
                <MenuItem tone="danger" onSelect={trash}>
                  <Trash2 /> {t("delete")}
                </MenuItem>
              </MenuContent>
            </Menu>
          )}
        </div>
      )}
    </li>
  );
});
