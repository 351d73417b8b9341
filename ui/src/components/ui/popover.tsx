import { Popover as Primitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

export const Popover = Primitive.Root;
export const PopoverTrigger = Primitive.Trigger;
export const PopoverAnchor = Primitive.Anchor;

export function PopoverContent({ className, ...props }: ComponentProps<typeof Primitive.Content>) {
  return (
    <Primitive.Portal>
      <Primitive.Content
        sideOffset={8}
        collisionPadding={12}
        className={cn(
          "z-40 animate-rise overflow-hidden rounded-[18px] border border-line-strong bg-float text-sm text-text shadow-float outline-none",
          className,
        )}
        {...props}
      />
    </Primitive.Portal>
  );
}
