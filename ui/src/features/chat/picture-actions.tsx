import { Check, Copy, Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/icon-button";
import type { PictureView } from "@/ipc/generated";
import { usePictureActions } from "./images/use-picture-actions";

interface PictureActionsProps {
  picture: PictureView;
}

/** What can be done with a picture, over its corner while it is pointed at or has the focus. */
export function PictureActions({ picture }: PictureActionsProps) {
  const { t } = useTranslation("chat");
  const { copied, copy, save } = usePictureActions({ type: "kept", blob: picture.blob, name: picture.alt });

  return (
    <div className="absolute top-2 right-2 flex gap-0.5 rounded-[10px] border border-line-strong bg-float p-0.5 opacity-0 shadow-float transition-opacity focus-within:opacity-100 group-hover/picture:opacity-100">
      <IconButton label={t("picture.copy")} onClick={copy}>
        {copied ? <Check className="text-success" aria-hidden="true" /> : <Copy aria-hidden="true" />}
      </IconButton>
      <IconButton label={t("picture.save")} onClick={save}>
        <Download aria-hidden="true" />
      </IconButton>
      <span role="status" className="sr-only">
        {copied ? t("picture.copied") : ""}
      </span>
    </div>
  );
}
