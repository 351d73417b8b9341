import { ChevronRight, type LucideIcon } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { cn } from "@/lib/cn";

interface ToolCardProps {
  icon: LucideIcon;
  title: string;
  failed?: boolean;
  children: ReactNode;
}

/** What has to do with a tool, folded away until the reader asks for it. */
export function ToolCard({ icon: Icon, title, failed = false, children }: ToolCardProps) {
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
        <Icon className={cn("size-4 shrink-0", failed ? "text-error" : "text-purple")} aria-hidden="true" />
        <span className="min-w-0 flex-1 truncate">{title}</span>
        <ChevronRight
          className={cn("size-4 shrink-0 transition-transform duration-150", open && "rotate-90")}
          aria-hidden="true"
        />
      </button>
      <div id={content} hidden={!open} className="border-line border-t">
        {children}
      </div>
    </div>
  );
}

/** Words of a program, as they are. */
export function ToolText({ text }: { text: string }) {
  return (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard.
      tabIndex={0}
      className="max-h-72 overflow-auto px-3.5 py-2.5 text-[12.5px] text-text-2"
    >
      {text}
    </pre>
  );
}
