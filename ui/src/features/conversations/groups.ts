/** A span of time by which the list is divided, as a person would say it. */
export interface Period {
  /** "day-0", "day-1", "week", "month", or a month such as "2026-09". */
  id: string;
  /** Milliseconds since 1970. It ends where the period before it begins. */
  since: number;
  /** Made when it is asked for: the browser reads megabytes of its own data for the first date. */
  label: () => string;
}

/** The labels that Intl has no words for. */
export interface PeriodLabels {
  previous7: string;
  previous30: string;
  older: string;
}

/** Months that have a heading of their own: ten years. */
const MONTHS = 120;

function capitalise(text: string, locale: string): string {
  return text.slice(0, 1).toLocaleUpperCase(locale) + text.slice(1);
}

/** The periods up to `today`, the latest first. The last one has no beginning. */
export function periodsOf(today: Date, locale: string, labels: PeriodLabels): Period[] {
  // A day is a date, not 24 hours: some have 23 or 25.
  const daysAgo = (days: number) => new Date(today.getFullYear(), today.getMonth(), today.getDate() - days);
  const relative = (days: number) =>
    capitalise(new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(-days, "day"), locale);
  const periods: Period[] = [
    { id: "day-0", since: daysAgo(0).getTime(), label: () => relative(0) },
    { id: "day-1", since: daysAgo(1).getTime(), label: () => relative(1) },
    { id: "week", since: daysAgo(7).getTime(), label: () => labels.previous7 },
    { id: "month", since: daysAgo(30).getTime(), label: () => labels.previous30 },
  ];
  // The day before the thirty is in the newest of the months.
  const newest = daysAgo(31);
  for (let month = 0; month < MONTHS; month += 1) {
    const first = new Date(newest.getFullYear(), newest.getMonth() - month, 1);
    const id = `${first.getFullYear()}-${String(first.getMonth() + 1).padStart(2, "0")}`;
    const label = () =>
      capitalise(new Intl.DateTimeFormat(locale, { month: "long", year: "numeric" }).format(first), locale);
    periods.push({ id, since: first.getTime(), label });
  }
  periods.push({ id: "older", since: 0, label: () => labels.older });
  return periods;
}
