import type { ReactNode } from "react";

interface FieldProps {
  label: string;
  /** What the field is for, where its label does not say it all. */
  text?: string;
  children: ReactNode;
}

/** A control of a form under its label. */
export function Field({ label, text, children }: FieldProps) {
  return (
    <div>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is the child. */}
      <label className="flex flex-col gap-1">
        <span className="font-medium text-[13px]">{label}</span>
        {children}
      </label>
      {text !== undefined && <p className="mt-1 text-[12.5px] text-text-2">{text}</p>}
    </div>
  );
}
