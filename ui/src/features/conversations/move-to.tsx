import { Folder, FolderPlus, Inbox } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { FolderView } from "@/ipc/generated";
import type { ConversationActions } from "./actions";
import { useOrganise } from "./organise-store";

interface MoveToProps {
  conversations: string[];
  folders: FolderView[];
  actions: ConversationActions;
}

/** What dragging does, for those who do not drag. */
export function MoveTo({ conversations, folders, actions }: MoveToProps) {
  const { t } = useTranslation("organise");
  const { t: list } = useTranslation("conversations");
  const ask = useOrganise((state) => state.ask);
  const move = (folder: FolderView | null) => {
    ask(null);
    void actions.change(conversations, { type: "folder", folder: folder?.id ?? null }, (count) =>
      folder === null ? list("movedOut", { count }) : list("moved", { count, name: folder.name }),
    );
  };

  return (
    <ul aria-label={t("move.places")} className="mt-4 max-h-[50vh] overflow-y-auto">
      {folders.map((folder) => (
        <Target key={folder.id} icon={<Folder />} onClick={() => move(folder)}>
          {folder.name}
        </Target>
      ))}
      <Target icon={<Inbox />} onClick={() => move(null)}>
        {t("move.none")}
      </Target>
      <Target icon={<FolderPlus />} onClick={() => ask({ kind: "folder", folder: null, conversations })}>
        {t("newFolder")}
      </Target>
    </ul>
  );
}

function Target({ icon, onClick, children }: { icon: ReactNode; onClick: () => void; children: ReactNode }) {
  return (
    <li>
      <button
        type="button"
        onClick={onClick}
        className="flex h-10 w-full items-center gap-3 rounded-[10px] px-3 text-left text-sm text-text outline-offset-[-2px] hover:bg-hover [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-text-2"
      >
        {icon}
        <span className="min-w-0 truncate">{children}</span>
      </button>
    </li>
  );
}
