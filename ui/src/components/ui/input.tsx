import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

type InputProps = ComponentProps<"input"> & {
  /** What is in it is no news. */
  quiet?: boolean;
  /** It stands in the place of a row of a list. */
  asRow?: boolean;
};

export function Input({ className, quiet = false, asRow = false, type = "text", ...props }: InputProps) {
  return (
    <input
      type={type}
      autoComplete="off"
      spellCheck={false}
      className={cn(
        "h-9 w-full min-w-0 rounded-[10px] border border-line-strong bg-bg placeholder:text-text-3 hover:border-text-3 aria-invalid:border-error",
        asRow ? "px-2.5 text-sm" : "px-3 text-[13.5px]",
        quiet ? "text-text-2" : "text-text",
        className,
      )}
      {...props}
    />
  );
}
