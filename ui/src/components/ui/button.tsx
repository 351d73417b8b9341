import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

const button = cva(
  "inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap font-medium transition-colors duration-150 disabled:pointer-events-none disabled:opacity-50 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "bg-invert text-on-invert hover:opacity-90",
        outline: "border border-line-strong text-text hover:bg-hover",
        ghost: "text-text-2 hover:bg-hover hover:text-text",
        danger: "border border-danger-line text-error hover:bg-danger-bg",
        notice: "border border-notice-line-2 text-notice-text hover:bg-notice-line",
        noticeGhost: "text-notice-text hover:bg-notice-line",
        remove: "text-text-2 hover:bg-hover hover:text-error",
      },
      size: {
        small: "h-7 rounded-lg px-2 text-[12.5px] [&_svg]:size-4",
        medium: "h-9 rounded-[10px] px-3.5 text-[13.5px] [&_svg]:size-[17px]",
        icon: "size-8 rounded-lg [&_svg]:size-[17px]",
        iconTiny: "size-6 rounded-lg [&_svg]:size-[17px]",
        iconSmall: "size-7 rounded-lg [&_svg]:size-4",
        iconLarge: "size-9 rounded-lg [&_svg]:size-[17px]",
        round: "size-[34px] rounded-full [&_svg]:size-[17px]",
      },
    },
    defaultVariants: { variant: "ghost", size: "medium" },
  },
);

export type ButtonProps = ComponentProps<"button"> & VariantProps<typeof button>;

export function Button({ className, variant, size, type = "button", ...props }: ButtonProps) {
  return <button type={type} className={cn(button({ variant, size }), className)} {...props} />;
}
