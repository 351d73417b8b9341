import "@/i18n/en/organise";
import "@/i18n/en/trash";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/ui/dialog";
import { useConversationActions } from "./actions";
import { AllTags } from "./all-tags";
import { FolderForm } from "./folder-form";
import { GiveTags } from "./give-tags";
import { MoveTo } from "./move-to";
import { type Asking, useOrganise } from "./organise-store";
import { useOutline } from "./rows";
import { Shelf } from "./shelf";

interface DialogsProps {
  asking: Asking;
}

/** The dialogs of the list; one at a time. */
export function Dialogs({ asking }: DialogsProps) {
  const { outline } = useOutline();
  const actions = useConversationActions();
  const { t } = useTranslation("organise");
  const close = () => useOrganise.getState().ask(null);
  const count = "conversations" in asking ? asking.conversations.length : 0;
  const folders = outline?.folders ?? [];
  const tags = outline?.tags ?? [];
  const [title, description, body] = ((): [string, string | undefined, ReactNode] => {
    switch (asking.kind) {
      case "move": {
        const { conversations } = asking;
        return [
          t("move.title", { count }),
          undefined,
          <MoveTo key="move" conversations={conversations} folders={folders} actions={actions} />,
        ];
      }
      case "tags":
        return [
          t("tags.title", { count }),
          t("tags.text"),
          <GiveTags key="tags" conversations={asking.conversations} tags={tags} actions={actions} />,
        ];
      case "allTags":
        return [t("tags.all"), t("tags.allText"), <AllTags key="all" tags={tags} actions={actions} />];
      case "folder":
        return [
          asking.folder ? t("folder.rename") : t("folder.new"),
          undefined,
          <FolderForm key="folder" asking={asking} folders={folders} actions={actions} />,
        ];
      case "shelf":
        return [
          t(`${asking.shelf}.title`),
          t(`${asking.shelf}.text`),
          <Shelf
            key={asking.shelf}
            shelf={asking.shelf}
            count={outline?.[asking.shelf] ?? 0}
            branches={asking.shelf === "trash" ? (outline?.trashed_branches ?? 0) : 0}
            actions={actions}
          />,
        ];
    }
  })();

  return (
    <Dialog
      open
      onOpenChange={(open) => open || close()}
      title={title}
      {...(description !== undefined && { description })}
    >
      {body}
    </Dialog>
  );
}
