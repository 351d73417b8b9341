import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { useNavigation } from "@/lib/navigation";

/** Something the field has to say about its message. */
export interface ComposerNotice {
  text: string;
  /** The provider whose key is at fault: then Settings are one click away. */
  keyOf: string | null;
}

interface NoticeProps {
  notice: ComposerNotice;
  onDismiss: () => void;
}

export function Notice({ notice, onDismiss }: NoticeProps) {
  const { t } = useTranslation("composer");
  const { keyOf } = notice;
  return (
    <div
      role="alert"
      className="mb-2 flex items-center gap-2 rounded-xl border border-danger-line bg-danger-bg py-1 pr-1 pl-3 text-[13px] text-text"
    >
      <p className="min-w-0 flex-1 break-words py-0.5">{notice.text}</p>
      {keyOf !== null && (
        <Button
          variant="danger"
          size="small"
          onClick={() => useNavigation.getState().openSettings("providers", keyOf)}
        >
          {t("openSettings")}
        </Button>
      )}
      <IconButton label={t("dismiss")} size="iconSmall" onClick={onDismiss}>
        <X aria-hidden="true" />
      </IconButton>
    </div>
  );
}
