import { Button, type ButtonProps } from "./button";
import type { TooltipSide } from "./tooltip-host";

type IconButtonProps = Omit<ButtonProps, "aria-label"> & {
  /** The accessible name, shown as a tooltip as well. */
  label: string;
  side?: TooltipSide;
};

export function IconButton({ label, side, size = "icon", ...props }: IconButtonProps) {
  return <Button size={size} aria-label={label} data-tooltip={label} data-tooltip-side={side} {...props} />;
}
