import { Tooltip as Primitive } from "radix-ui";
import type { ReactNode } from "react";

interface TooltipProps {
  text: string;
  side?: "top" | "right" | "bottom" | "left";
  /** One element that takes a ref and pointer events. */
  children: ReactNode;
}

/** A few words beside a control on hover and focus. The control keeps its own accessible name. */
export function Tooltip({ text, side = "bottom", children }: TooltipProps) {
  return (
    <Primitive.Root>
      <Primitive.Trigger asChild>{children}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-w-72 animate-fade rounded-lg border border-line-strong bg-float px-2.5 py-1 text-[12.5px] text-text shadow-float"
        >
          {text}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
