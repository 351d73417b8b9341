import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { useConversation } from "@/lib/core";
import { useNavigation } from "@/lib/navigation";
import { useKeepTemporary } from "./keep";

/** What can be done with a temporary chat, at the end of the window's head. */
export function TemporaryHeader({ conversation }: { conversation: string }) {
  const { t } = useTranslation("temporary");
  const keep = useKeepTemporary();
  const asked = (useConversation(conversation).data?.messages.length ?? 0) > 0;
  const toField = () => document.querySelector<HTMLElement>("[data-focus-home]")?.focus();
  return (
    <>
      <span className="ml-1.5 truncate rounded-full border border-line-strong border-dashed px-2.5 py-0.5 text-[12.5px] text-text-2 max-sm:hidden">
        {t("unsaved")}
      </span>
      <span className="ml-auto flex shrink-0 items-center gap-1.5">
        {asked && (
          <Button
            size="small"
            variant="outline"
            onClick={async () => {
              // The button goes.
              if (await keep()) toField();
            }}
          >
            {t("keep")}
          </Button>
        )}
        <IconButton label={t("close")} side="left" onClick={() => useNavigation.getState().openChat(null)}>
          <X strokeWidth={1.75} aria-hidden="true" />
        </IconButton>
      </span>
    </>
  );
}
