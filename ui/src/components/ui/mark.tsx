interface MarkProps {
  className?: string;
}

/** Parlance's mark: two strokes and a voice. */
export function Mark({ className }: MarkProps) {
  return (
    <svg className={className ?? "size-5"} viewBox="0 0 24 24" fill="none" aria-hidden="true">
      <path d="M4 19 19 4M9.5 20 20 9.5" stroke="var(--mark)" strokeWidth="2.4" strokeLinecap="round" />
      <circle cx="6" cy="8" r="2.6" fill="#1d9bf0" />
    </svg>
  );
}
