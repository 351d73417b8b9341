import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { LazyPart } from "@/components/lazy-part";
import { Button } from "@/components/ui/button";
import type { MessageFile } from "@/ipc/generated";
import { cn } from "@/lib/cn";
import { formatBytes } from "@/lib/format";
import { LazySource } from "@/lib/lazy-source";

/** Text longer than this is folded: laying out megabytes would freeze the window for seconds. */
const FOLD_CHARS = 6_000;
const SHOWN_CHARS = 3_000;
const PIECE_CHARS = 12_000;

interface UserMessageProps {
  text: string;
  files?: MessageFile[];
}

const messageFiles = new LazySource(async () => (await import("./message-files")).MessageFiles);
const NO_FILES: MessageFile[] = [];

/** What the person wrote, as it was written. */
export function UserMessage({ text, files = NO_FILES }: UserMessageProps) {
  if (files.length === 0) return <Words text={text} />;
  return (
    <div className="flex min-w-0 max-w-[78%] flex-col items-end gap-2 max-sm:max-w-[86%]">
      <LazyPart source={messageFiles}>{(MessageFiles) => <MessageFiles files={files} />}</LazyPart>
      {text !== "" && <Words text={text} beside />}
    </div>
  );
}

function Words({ text, beside = false }: { text: string; beside?: boolean }) {
  const { t, i18n } = useTranslation("chat");
  const [all, setAll] = useState(false);
  const long = text.length > FOLD_CHARS;
  const pieces = useMemo(
    () => (all ? cut(text) : [long ? text.slice(0, SHOWN_CHARS) : text]),
    [text, all, long],
  );
  return (
    <div
      dir="auto"
      className={cn(
        "min-w-0 rounded-[20px] rounded-ee-[6px] border border-user-line bg-user-bg px-4 py-2.5",
        !beside && "max-w-[78%] max-sm:max-w-[86%]",
      )}
    >
      {pieces.map((piece, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never change their order.
          key={index}
          className={long ? "long-piece whitespace-pre-wrap break-words" : "whitespace-pre-wrap break-words"}
        >
          {piece}
        </div>
      ))}
      {long && (
        <Button
          size="small"
          variant="outline"
          className="mt-2"
          data-unfold=""
          aria-expanded={all}
          onClick={() => setAll(!all)}
        >
          {all ? t("long.showLess") : t("long.showAll", { size: formatBytes(text.length, i18n.language) })}
        </Button>
      )}
    </div>
  );
}

/** Cuts at line ends, so that pieces one below the other look like the whole. */
function cut(text: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  while (start < text.length) {
    const wanted = start + PIECE_CHARS;
    const lineEnd = wanted >= text.length ? -1 : text.indexOf("\n", wanted);
    const end = lineEnd === -1 ? text.length : lineEnd;
    pieces.push(text.slice(start, end));
    start = end + 1;
  }
  return pieces;
}
