import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { closeTemporary, useTemporaryChat } from "@/lib/temporary-chat";
import { useKeepTemporary } from "./keep";

/** Asks what becomes of a temporary chat that is left. `go` is what waits for the answer. */
export function LeaveDialog({ go }: { go: () => void }) {
  const { t } = useTranslation("temporary");
  const keep = useKeepTemporary();
  const stay = () => useTemporaryChat.setState({ leaving: null });
  return (
    <Dialog
      open
      onOpenChange={(open) => open || stay()}
      title={t("leave.title")}
      description={t("leave.text")}
    >
      <div className="mt-5 flex flex-wrap justify-end gap-2">
        <Button onClick={stay}>{t("leave.stay")}</Button>
        <Button
          variant="outline"
          onClick={async () => {
            const kept = await keep();
            stay();
            if (kept) go();
          }}
        >
          {t("keep")}
        </Button>
        <Button variant="danger" onClick={() => closeTemporary(go)}>
          {t("leave.close")}
        </Button>
      </div>
    </Dialog>
  );
}
