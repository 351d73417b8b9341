import { DropdownMenu as Primitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

export const Menu = Primitive.Root;
export const MenuTrigger = Primitive.Trigger;

type MenuContentProps = ComponentProps<typeof Primitive.Content> & {
  /** The landmark that it belongs to, where the rest of the page stays usable; without one it lies beside all of it. */
  container?: HTMLElement | null;
};

export function MenuContent({ className, container, ...props }: MenuContentProps) {
  return (
    <Primitive.Portal container={container}>
      <Primitive.Content
        sideOffset={4}
        collisionPadding={8}
        className={cn(
          "z-40 min-w-40 animate-rise rounded-[14px] border border-line-strong bg-float p-1.5 text-sm shadow-float",
          className,
        )}
        {...props}
      />
    </Primitive.Portal>
  );
}

type MenuItemProps = ComponentProps<typeof Primitive.Item> & { tone?: "plain" | "danger" };

export function MenuItem({ className, tone = "plain", ...props }: MenuItemProps) {
  return (
    <Primitive.Item
      className={cn(
        "flex select-none items-center gap-2.5 rounded-lg px-2.5 py-1.5 outline-none data-[highlighted]:bg-hover [&_svg]:size-4",
        tone === "danger" ? "text-error" : "[&_svg]:text-text-2",
        className,
      )}
      {...props}
    />
  );
}
