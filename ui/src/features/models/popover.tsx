import { type ReactNode, useEffect, useState } from "react";
import { Popover, PopoverAnchor, PopoverContent } from "@/components/ui/popover";
import { useReturnFocus } from "@/components/ui/use-return-focus";
import type { ModelChoice } from "@/ipc/generated";
import { modelList, withList } from "./lazy-list";

interface ModelPopoverProps {
  /** What the choice is for. */
  label: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onChoose: (choice: ModelChoice) => void;
  /** Beside which the list opens. */
  children: ReactNode;
}

/** The list of models for something else than the conversation's own. */
export function ModelPopover({ label, open, onOpenChange, onChoose, children }: ModelPopoverProps) {
  const returnFocus = useReturnFocus(open);
  const [ready, setReady] = useState(modelList() !== null);
  useEffect(() => {
    if (!open || ready) return;
    withList(
      () => setReady(true),
      (cause) =>
        setReady(() => {
          // To the error boundary: the window's own files are gone.
          throw cause;
        }),
    );
  }, [open, ready]);
  const List = ready ? modelList() : null;
  return (
    <Popover open={open && List !== null} onOpenChange={onOpenChange}>
      <PopoverAnchor asChild>
        <span className="inline-flex">{children}</span>
      </PopoverAnchor>
      <PopoverContent
        align="start"
        aria-label={label}
        className="w-[min(430px,calc(100vw-24px))]"
        onCloseAutoFocus={returnFocus}
      >
        {List && (
          <List
            value={null}
            onChoose={(choice) => {
              onOpenChange(false);
              onChoose(choice);
            }}
            onLeave={() => onOpenChange(false)}
          />
        )}
      </PopoverContent>
    </Popover>
  );
}
