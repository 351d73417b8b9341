import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

export function Select({ className, ...props }: ComponentProps<"select">) {
  return (
    <div className={cn("relative", className)}>
      <select
        className="h-9 w-full min-w-0 appearance-none rounded-[10px] border border-line-strong bg-bg pr-9 pl-3 text-[13.5px] text-text hover:border-text-3"
        {...props}
      />
      <ChevronDown
        className="pointer-events-none absolute top-2.5 right-3 size-4 text-text-2"
        strokeWidth={1.75}
        aria-hidden="true"
      />
    </div>
  );
}
