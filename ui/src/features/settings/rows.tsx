import type { ReactNode } from "react";

/** A setting as the page lists it. */
export interface SettingsRow {
  id: string;
  /** Every word a person might search it by. */
  text: string;
  element: ReactNode;
}

interface RowProps {
  title: string;
  text?: string;
  /** Names the control when it has no label of its own. */
  titleId?: string;
  children?: ReactNode;
}

/** Words at the left, the control at the right; one above the other when there is no room. */
export function Row({ title, text, titleId, children }: RowProps) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-3">
      <div className="min-w-0 max-w-[420px]">
        <p id={titleId} className="font-medium text-sm">
          {title}
        </p>
        {text !== undefined && <p className="text-[13px] text-text-2 leading-snug">{text}</p>}
      </div>
      {children}
    </div>
  );
}

/** A file or folder, whole and selectable. */
export function Path({ children }: { children: string }) {
  return <code className="break-all text-[12.5px] text-text-2">{children}</code>;
}
