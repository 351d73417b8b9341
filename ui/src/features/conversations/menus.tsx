import "@/i18n/en/organise";
import {
  Archive,
  ArrowDown,
  ArrowUp,
  Check,
  FileDown,
  FolderInput,
  FolderPlus,
  ListChecks,
  Pencil,
  Pin,
  PinOff,
  Tags,
  Trash2,
} from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { MenuItem } from "@/components/ui/menu";
import { invoke } from "@/ipc/client";
import type { ConversationRow, FolderView, ListSort, TagView } from "@/ipc/generated";
import { useExportRequest } from "@/lib/export-request";
import { useChangeSettings } from "@/lib/settings";
import type { ConversationActions } from "./actions";
import { useOrganise } from "./organise-store";
import type { Listing } from "./rows";
import { useSelection } from "./selection";

const SORTS: ListSort[] = ["updated", "created", "title"];

interface RowItemsProps {
  row: ConversationRow;
  actions: ConversationActions;
  onRename: () => void;
  onSelect: () => void;
  onTrash: () => void;
}

/** What can be done with a conversation. */
export function RowItems({ row, actions, onRename, onSelect, onTrash }: RowItemsProps) {
  const { t } = useTranslation("organise");
  const { t: list } = useTranslation("conversations");
  const { ask } = useOrganise.getState();
  const title = row.title || list("untitled");
  const pin = () =>
    void actions.change([row.id], { type: "pinned", set: !row.pinned }, () =>
      t(row.pinned ? "unpinnedOne" : "pinnedOne", { title }),
    );
  const archive = () =>
    void actions.change([row.id], { type: "archived", set: true }, () => t("archivedOne", { title }));
  return (
    <>
      <MenuItem onSelect={onRename}>
        <Pencil /> {list("rename")}
      </MenuItem>
      <MenuItem onSelect={pin}>
        {row.pinned ? <PinOff /> : <Pin />} {t(row.pinned ? "unpin" : "pin")}
      </MenuItem>
      <MenuItem onSelect={() => ask({ kind: "move", conversations: [row.id] })}>
        <FolderInput /> {t("moveTo")}
      </MenuItem>
      <MenuItem onSelect={() => ask({ kind: "tags", conversations: [row.id] })}>
        <Tags /> {t("tagsOf")}
      </MenuItem>
      <MenuItem onSelect={archive}>
        <Archive /> {t("archive")}
      </MenuItem>
      <MenuItem onSelect={() => useExportRequest.getState().ask([row.id])}>
        <FileDown /> {list("export")}
      </MenuItem>
      <MenuItem onSelect={onSelect}>
        <ListChecks /> {t("select")}
      </MenuItem>
      <MenuItem tone="danger" onSelect={onTrash}>
        <Trash2 /> {list("delete")}
      </MenuItem>
    </>
  );
}

interface FolderItemsProps {
  folder: FolderView;
  /** All of them, in their order. */
  folders: FolderView[];
  actions: ConversationActions;
  onRename: () => void;
  onDelete: () => void;
}

/** What can be done with a folder. */
export function FolderItems({ folder, folders, actions, onRename, onDelete }: FolderItemsProps) {
  const { t } = useTranslation("organise");
  const { t: list } = useTranslation("conversations");
  const at = folders.findIndex((entry) => entry.id === folder.id);
  const move = (step: 1 | -1) => {
    const order = folders.map((entry) => entry.id);
    order.splice(at + step, 0, ...order.splice(at, 1));
    void actions.attempt(() => invoke("order_folders", { folders: order }));
  };
  return (
    <>
      <MenuItem onSelect={onRename}>
        <Pencil /> {list("rename")}
      </MenuItem>
      {at > 0 && (
        <MenuItem onSelect={() => move(-1)}>
          <ArrowUp /> {t("moveUp")}
        </MenuItem>
      )}
      {at < folders.length - 1 && (
        <MenuItem onSelect={() => move(1)}>
          <ArrowDown /> {t("moveDown")}
        </MenuItem>
      )}
      <MenuItem tone="danger" onSelect={onDelete}>
        <Trash2 /> {t("deleteFolder")}
      </MenuItem>
    </>
  );
}

interface OptionItemsProps {
  tags: TagView[];
  listing: Listing;
  actions: ConversationActions;
}

/** What the list shows, in which order, and what can be made in it. */
export function OptionItems({ tags, listing, actions }: OptionItemsProps) {
  const { t } = useTranslation("organise");
  const changeSettings = useChangeSettings();
  const { ask, filter } = useOrganise.getState();
  return (
    <>
      <MenuItem onSelect={() => ask({ kind: "folder", folder: null, conversations: [] })}>
        <FolderPlus /> {t("newFolder")}
      </MenuItem>
      <MenuItem onSelect={() => useSelection.getState().begin()}>
        <ListChecks /> {t("selectMany")}
      </MenuItem>
      <Heading>{t("sortBy")}</Heading>
      {SORTS.map((sort) => (
        <Choice
          key={sort}
          chosen={sort === listing.sort}
          onSelect={() => void actions.attempt(() => changeSettings({ list_sort: sort }))}
        >
          {t(`sort.${sort}`)}
        </Choice>
      ))}
      {tags.length > 0 && (
        <>
          <Heading>{t("filterBy")}</Heading>
          {tags.map((tag) => (
            <Choice
              key={tag.id}
              chosen={tag.id === listing.tag}
              onSelect={() => filter(tag.id === listing.tag ? null : tag.id)}
            >
              <span className="min-w-0 flex-1 truncate">{tag.name}</span>
              <span className="text-text-3 text-xs tabular-nums">{tag.count}</span>
            </Choice>
          ))}
          <MenuItem onSelect={() => ask({ kind: "allTags" })}>
            <Tags /> {t("editTags")}
          </MenuItem>
        </>
      )}
    </>
  );
}

function Heading({ children }: { children: ReactNode }) {
  return <div className="px-2.5 pt-2 pb-1 text-text-3 text-xs">{children}</div>;
}

interface ChoiceProps {
  chosen: boolean;
  onSelect: () => void;
  children: ReactNode;
}

function Choice({ chosen, onSelect, children }: ChoiceProps) {
  return (
    <MenuItem role="menuitemradio" aria-checked={chosen} onSelect={onSelect}>
      <Check className={chosen ? "" : "invisible"} /> {children}
    </MenuItem>
  );
}
