import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

export function Input({ className, type = "text", ...props }: ComponentProps<"input">) {
  return (
    <input
      type={type}
      autoComplete="off"
      spellCheck={false}
      className={cn(
        "h-9 w-full min-w-0 rounded-[10px] border border-line-strong bg-bg px-3 text-[13.5px] text-text placeholder:text-text-3 hover:border-text-3 aria-invalid:border-error",
        className,
      )}
      {...props}
    />
  );
}
