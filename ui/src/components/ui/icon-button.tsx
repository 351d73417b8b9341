import { Button, type ButtonProps } from "./button";
import { Tooltip } from "./tooltip";

type IconButtonProps = Omit<ButtonProps, "aria-label"> & {
  /** The accessible name, shown as a tooltip as well. */
  label: string;
  side?: "top" | "right" | "bottom" | "left";
};

export function IconButton({ label, side, size = "icon", ...props }: IconButtonProps) {
  return (
    <Tooltip text={label} {...(side && { side })}>
      <Button size={size} aria-label={label} {...props} />
    </Tooltip>
  );
}
