import { ListTree } from "lucide-react";
import { useTranslation } from "react-i18next";
import { LazyPart } from "@/components/lazy-part";
import { IconButton } from "@/components/ui/icon-button";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { ariaShortcut } from "@/lib/platform";
import { questionList, useOutlineRequest } from "./request";

/** Opens the list of what was asked in a conversation. */
export function OutlineButton({ conversation }: { conversation: string }) {
  const { t } = useTranslation("chat");
  const { open, setOpen } = useOutlineRequest();
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <IconButton
          label={t("outline.open")}
          side="left"
          aria-keyshortcuts={ariaShortcut("Shift+O")}
          className="ml-auto"
          onPointerEnter={questionList.prefetch}
          onFocus={questionList.prefetch}
        >
          <ListTree strokeWidth={1.75} />
        </IconButton>
      </PopoverTrigger>
      <PopoverContent
        align="end"
        aria-label={t("outline.name")}
        className="w-[min(400px,calc(100vw-24px))]"
        // Who has chosen goes on at that question.
        onCloseAutoFocus={(event) => {
          if (document.activeElement?.closest("[role=log]")) event.preventDefault();
        }}
      >
        <LazyPart source={questionList}>
          {(QuestionList) => <QuestionList conversation={conversation} onLeave={() => setOpen(false)} />}
        </LazyPart>
      </PopoverContent>
    </Popover>
  );
}
