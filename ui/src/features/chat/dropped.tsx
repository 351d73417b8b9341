import { useTranslation } from "react-i18next";
import type { DroppedView } from "@/ipc/generated";

interface DroppedProps {
  dropped: DroppedView[];
}

/** What the model that answers could not be sent. */
export function Dropped({ dropped }: DroppedProps) {
  const { t } = useTranslation("chat");
  return dropped.map(({ kind, count }) => (
    <p key={kind} className="mb-2 text-[13.5px] text-text-3">
      {t(`dropped.${kind}`, { count })}
    </p>
  ));
}
