import "@/i18n/en/organise";
import { Archive, FileDown, FolderInput, Pin, Tags, Trash2, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/icon-button";
import { useExportRequest } from "@/lib/export-request";
import type { ConversationActions } from "./actions";
import { useOrganise } from "./organise-store";
import { useSelection } from "./selection";

/** What can be done with the conversations that are selected. */
export function BulkBar({ actions }: { actions: ConversationActions }) {
  const { t } = useTranslation("organise");
  const { t: list } = useTranslation("conversations");
  const ids = useSelection((state) => state.ids);
  const clear = useSelection((state) => state.clear);
  const ask = useOrganise((state) => state.ask);
  const conversations = [...ids];
  const none = conversations.length === 0;

  return (
    <div
      role="toolbar"
      aria-label={t("selection")}
      className="mb-2 shrink-0 rounded-[14px] border border-line-strong bg-float p-1.5 shadow-float"
    >
      <div className="flex items-center justify-between pl-2">
        <p role="status" className="text-[13px] text-text">
          {none ? t("selectSome") : list("selected", { count: conversations.length })}
        </p>
        <IconButton label={t("leave")} size="iconSmall" side="top" onClick={clear}>
          <X />
        </IconButton>
      </div>
      <div className="flex justify-between">
        <IconButton
          label={t("moveTo")}
          side="top"
          disabled={none}
          onClick={() => ask({ kind: "move", conversations })}
        >
          <FolderInput />
        </IconButton>
        <IconButton
          label={t("tagsOf")}
          side="top"
          disabled={none}
          onClick={() => ask({ kind: "tags", conversations })}
        >
          <Tags />
        </IconButton>
        <IconButton
          label={t("pin")}
          side="top"
          disabled={none}
          onClick={() =>
            void actions.change(conversations, { type: "pinned", set: true }, (count) =>
              t("pinned", { count }),
            )
          }
        >
          <Pin />
        </IconButton>
        <IconButton
          label={t("archive")}
          side="top"
          disabled={none}
          onClick={() =>
            void actions.change(conversations, { type: "archived", set: true }, (count) =>
              t("archivedMany", { count }),
            )
          }
        >
          <Archive />
        </IconButton>
        <IconButton
          label={list("export")}
          side="top"
          disabled={none}
          onClick={() => useExportRequest.getState().ask(conversations)}
        >
          <FileDown />
        </IconButton>
        <IconButton
          label={list("delete")}
          side="top"
          variant="remove"
          disabled={none}
          onClick={() => void actions.trash(conversations, null)}
        >
          <Trash2 />
        </IconButton>
      </div>
    </div>
  );
}
