import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { MessageCircleDashed } from "lucide-react";
import { useTranslation } from "react-i18next";
import { LazyPart } from "@/components/lazy-part";
import { IconButton } from "@/components/ui/icon-button";
import { LazySource } from "@/lib/lazy-source";
import { ariaShortcut } from "@/lib/platform";
import { useTemporaryChat } from "@/lib/temporary-chat";

/** Everything about chats that are never written, read when the first of them is wanted. */
export const temporaryPart = new LazySource(() => import("@/features/temporary/public"));

export async function beginTemporary(client: QueryClient): Promise<void> {
  const part = await temporaryPart.load();
  await part.beginTemporary(client);
}

/** Begins one; in the head of the new chat. */
export function TemporaryButton({ className }: { className?: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  return (
    <IconButton
      label={t("temporaryChat")}
      side="left"
      aria-keyshortcuts={ariaShortcut("Shift+N")}
      className={className}
      onPointerEnter={temporaryPart.prefetch}
      onFocus={temporaryPart.prefetch}
      onClick={() => void beginTemporary(client)}
    >
      <MessageCircleDashed strokeWidth={1.75} aria-hidden="true" />
    </IconButton>
  );
}

/** Asks what becomes of the temporary chat when somebody is about to leave it. */
export function LeaveTemporary() {
  const leaving = useTemporaryChat((state) => state.leaving);
  return (
    leaving && <LazyPart source={temporaryPart}>{({ LeaveDialog }) => <LeaveDialog go={leaving} />}</LazyPart>
  );
}
