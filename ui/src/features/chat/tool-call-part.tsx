import { ChevronRight, Wrench } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/lib/cn";

interface ToolCallPartProps {
  name: string;
  /** JSON text as the provider sent it, valid or not. */
  args: string;
}

/** A tool that the model asked for: its name, and on request what it was asked with. */
export function ToolCallPart({ name, args }: ToolCallPartProps) {
  const { t } = useTranslation("chat");
  const [open, setOpen] = useState(false);
  const content = useId();
  return (
    <div className="my-2.5 overflow-hidden rounded-[14px] border border-line bg-surface text-[13.5px]">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={content}
        onClick={() => setOpen(!open)}
        className="flex w-full items-center gap-2.5 px-3.5 py-2 text-left text-text-2 transition-colors hover:text-text focus-visible:outline-offset-[-2px]"
      >
        <Wrench className="size-4 shrink-0 text-purple" aria-hidden="true" />
        <span className="min-w-0 flex-1 truncate">{t("toolCall.name", { name })}</span>
        <ChevronRight
          className={cn("size-4 shrink-0 transition-transform duration-150", open && "rotate-90")}
          aria-hidden="true"
        />
      </button>
      <pre
        id={content}
        hidden={!open}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard.
        tabIndex={0}
        className="max-h-72 overflow-auto border-line border-t px-3.5 py-2.5 text-[12.5px] text-text-2"
      >
        {pretty(args)}
      </pre>
    </div>
  );
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
