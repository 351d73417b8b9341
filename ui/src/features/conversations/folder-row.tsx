import { Archive, ChevronRight, Ellipsis, Folder, FolderOpen, Trash2 } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { LazyPart } from "@/components/lazy-part";
import { Menu, MenuContent, MenuTrigger } from "@/components/ui/menu";
import { invoke } from "@/ipc/client";
import type { FolderView } from "@/ipc/generated";
import { cn } from "@/lib/cn";
import type { ConversationActions } from "./actions";
import { menus } from "./later";
import { ListItem, type Place } from "./list-item";
import { useOrganise } from "./organise-store";

interface FolderRowProps {
  place: Place;
  folder: FolderView;
  /** All of them, in their order. */
  folders: FolderView[];
  open: boolean;
  actions: ConversationActions;
  onToggle: (folder: string) => void;
}

/** A folder; what it holds follows it while it is open. */
export function FolderRow({ place, folder, folders, open, actions, onToggle }: FolderRowProps) {
  const { t } = useTranslation("conversations");
  const [menuOpen, setMenuOpen] = useState(false);
  // The menu is mounted only where it is wanted.
  const [touched, setTouched] = useState(false);
  const link = useRef<HTMLButtonElement>(null);
  const touch = () => {
    setTouched(true);
    void menus.prefetch();
  };

  const rename = () => useOrganise.getState().ask({ kind: "folder", folder, conversations: [] });
  const remove = () =>
    void actions.undoable(
      () => invoke("delete_folder", { folder: folder.id }),
      () => t("folderDeleted", { name: folder.name }),
    );
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowRight" && !open) onToggle(folder.id);
    else if (event.key === "ArrowLeft" && open) onToggle(folder.id);
    else if (event.key === "F2") rename();
    else if (event.key === "Delete") remove();
    else if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) setMenuOpen(true);
    else return;
    event.preventDefault();
  };

  const Icon = open ? FolderOpen : Folder;
  return (
    <ListItem place={place} drop={folder.id} dropName={folder.name}>
      <div className="group relative">
        <button
          ref={link}
          type="button"
          data-item
          tabIndex={place.tabbable ? 0 : -1}
          onPointerEnter={touch}
          onFocus={touch}
          aria-expanded={open}
          onClick={() => onToggle(folder.id)}
          onKeyDown={onKeyDown}
          onContextMenu={(event) => {
            event.preventDefault();
            setMenuOpen(true);
          }}
          className="flex h-9 w-full select-none items-center gap-2 rounded-[10px] px-2.5 text-left text-sm text-text outline-offset-[-2px] hover:bg-surface group-focus-within:pr-9 group-hover:pr-9"
        >
          <Icon className="size-4 shrink-0 text-text-2" strokeWidth={1.75} aria-hidden="true" />
          <span className="sr-only">{t("folder", { name: folder.name, count: folder.count })}</span>
          <span className="min-w-0 flex-1 truncate" aria-hidden="true">
            {folder.name}
          </span>
          <span className="text-text-3 text-xs tabular-nums group-hover:hidden" aria-hidden="true">
            {folder.count}
          </span>
          <ChevronRight
            className={cn(
              "size-3.5 shrink-0 text-text-3 transition-transform duration-150",
              open && "rotate-90",
            )}
            aria-hidden="true"
          />
        </button>
        {(touched || menuOpen) && (
          <Menu open={menuOpen} onOpenChange={setMenuOpen}>
            <MenuTrigger
              tabIndex={place.tabbable ? 0 : -1}
              aria-label={t("folderActions", { name: folder.name })}
              className="absolute top-1 right-1 grid size-7 place-items-center rounded-lg bg-surface text-text-2 opacity-0 hover:bg-hover hover:text-text focus-visible:opacity-100 group-hover:opacity-100 data-[state=open]:opacity-100"
            >
              <Ellipsis className="size-4" />
            </MenuTrigger>
            <MenuContent
              align="end"
              onCloseAutoFocus={(event) => {
                event.preventDefault();
                link.current?.focus({ preventScroll: true });
              }}
            >
              <LazyPart source={menus}>
                {({ FolderItems }) => (
                  <FolderItems
                    folder={folder}
                    folders={folders}
                    actions={actions}
                    onRename={rename}
                    onDelete={remove}
                  />
                )}
              </LazyPart>
            </MenuContent>
          </Menu>
        )}
      </div>
    </ListItem>
  );
}

interface ShelfRowProps {
  place: Place;
  shelf: "archived" | "trash";
  count: number;
  branches: number;
}

/** The way to what is out of the list. */
export function ShelfRow({ place, shelf, count, branches }: ShelfRowProps) {
  const { t } = useTranslation("conversations");
  const held = t(shelf === "archived" ? "archiveOf" : "trashOf", { count });
  const Icon = shelf === "archived" ? Archive : Trash2;
  return (
    <ListItem place={place}>
      <button
        type="button"
        data-item
        tabIndex={place.tabbable ? 0 : -1}
        onClick={() => useOrganise.getState().ask({ kind: "shelf", shelf })}
        className="flex h-9 w-full select-none items-center gap-2 rounded-[10px] px-2.5 text-left text-sm text-text-2 outline-offset-[-2px] hover:bg-surface"
      >
        <Icon className="size-4 shrink-0" strokeWidth={1.75} aria-hidden="true" />
        <span className="sr-only">
          {branches > 0 ? `${held}, ${t("branchesToo", { count: branches })}` : held}
        </span>
        <span className="flex-1" aria-hidden="true">
          {t(shelf === "archived" ? "archiveName" : "trashName")}
        </span>
        <span className="text-text-3 text-xs tabular-nums" aria-hidden="true">
          {count + branches}
        </span>
      </button>
    </ListItem>
  );
}
