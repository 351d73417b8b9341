import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/ui/dialog";
import { invoke } from "@/ipc/client";
import type { ConversationView } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { useNavigation } from "@/lib/navigation";
import { keys } from "@/lib/query";
import { showToast } from "@/lib/toasts";
import { MapTreeView } from "./map-tree-view";

interface MapDialogProps {
  conversation: string;
  onClose: () => void;
}

/** Every question and answer of a conversation, on all branches; who chooses one is taken there. */
export function MapDialog({ conversation, onClose }: MapDialogProps) {
  const { t } = useTranslation("branches");
  const client = useQueryClient();
  const errorText = useErrorText();
  const map = useQuery({
    queryKey: ["map", conversation],
    queryFn: () => invoke("conversation_map", { conversation }),
    // It is read anew each time: between two looks anything may have been said.
    gcTime: 0,
  });

  const open = async (message: string) => {
    onClose();
    try {
      const view = await invoke("reveal_message", { conversation, message });
      client.setQueryData<ConversationView>(keys.conversation(conversation), view);
      useNavigation.getState().openMessage(conversation, message);
    } catch (cause) {
      showToast({ tone: "error", text: t("failed", { message: errorText(cause) }) });
    }
  };

  return (
    <Dialog
      open
      wide
      onOpenChange={(wanted) => !wanted && onClose()}
      title={t("mapTitle")}
      description={t("mapText")}
    >
      {map.data ? (
        map.data.entries.length === 0 ? (
          <p className="mt-4 text-text-2">{t("mapEmpty")}</p>
        ) : (
          <MapTreeView map={map.data} onOpen={(message) => void open(message)} />
        )
      ) : (
        <p role="status" className={map.error ? "mt-4 text-error" : "mt-4 text-text-2"}>
          {map.error ? t("mapFailed", { message: errorText(map.error) }) : t("mapLoading")}
        </p>
      )}
    </Dialog>
  );
}
