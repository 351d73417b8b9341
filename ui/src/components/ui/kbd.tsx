/** Keys beside a control; `aria-keyshortcuts` on the control says them to screen readers. */
export function Kbd({ children }: { children: string }) {
  return (
    <span
      aria-hidden="true"
      className="rounded-[5px] border border-line-strong px-[5px] py-px font-medium font-sans text-[11px] text-text-3 leading-[15px]"
    >
      {children}
    </span>
  );
}
