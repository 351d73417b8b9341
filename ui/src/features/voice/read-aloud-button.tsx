import { Square, Volume2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/icon-button";
import { ariaShortcut } from "@/lib/platform";
import { prefetchReader, readAloud, stopReading } from "./public";
import { useReading } from "./store";

interface ReadAloudButtonProps {
  conversation: string;
  message: string;
}

/** Begins and ends the reading of one message. */
export function ReadAloudButton({ conversation, message }: ReadAloudButtonProps) {
  const { t } = useTranslation("chat");
  const state = useReading(({ reading }) => (reading?.message === message ? reading.state : null));
  const reads = state !== null && state !== "failed";
  return (
    <IconButton
      label={t(reads ? "actions.stopReading" : "actions.readAloud")}
      aria-keyshortcuts={ariaShortcut("Shift+L")}
      onPointerEnter={prefetchReader}
      onFocus={prefetchReader}
      onClick={() => (reads ? stopReading() : void readAloud(conversation, message))}
    >
      {reads ? (
        <Square className="size-3.5! fill-current" aria-hidden="true" />
      ) : (
        <Volume2 aria-hidden="true" />
      )}
    </IconButton>
  );
}
