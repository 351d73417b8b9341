import { Dialog as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";
import { useReturnFocus } from "./use-return-focus";

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  /** For what has lines of text to show. */
  wide?: boolean;
  /** Where the focus goes; without it, back to where it was. */
  onCloseAutoFocus?: (event: Event) => void;
  children: ReactNode;
}

/** A window in the window, for the few things that must be settled before going on. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  wide = false,
  onCloseAutoFocus,
  children,
}: DialogProps) {
  const returnFocus = useReturnFocus(open);
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 animate-fade bg-scrim" />
        <Primitive.Content
          className={cn(
            "-translate-x-1/2 -translate-y-1/2 fixed top-1/2 left-1/2 z-50 max-h-[calc(100vh-32px)] animate-fade overflow-auto rounded-[18px] border border-line-strong bg-float p-6 shadow-float outline-none",
            wide ? "w-[min(760px,calc(100vw-32px))]" : "w-[min(480px,calc(100vw-32px))]",
          )}
          onCloseAutoFocus={onCloseAutoFocus ?? returnFocus}
          {...(description === undefined && { "aria-describedby": undefined })}
        >
          <Primitive.Title className="font-semibold text-lg tracking-[-0.01em]">{title}</Primitive.Title>
          {description !== undefined && (
            <Primitive.Description className="mt-1 text-sm text-text-2">{description}</Primitive.Description>
          )}
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
