import type { ConversationSummary } from "@/ipc/generated";

export interface ConversationGroup {
  /** Stable across languages: "day-0", "day-1", "week", "month", or a month such as "2026-09". */
  id: string;
  label: string;
  conversations: ConversationSummary[];
}

/** The labels that Intl has no words for. */
export interface PeriodLabels {
  previous7: string;
  previous30: string;
}

function midnight(time: Date): Date {
  return new Date(time.getFullYear(), time.getMonth(), time.getDate());
}

/** Local calendar days between two moments. A day is a date, not 24 hours: some have 23 or 25. */
export function daysBetween(earlier: Date, later: Date): number {
  return Math.round((midnight(later).getTime() - midnight(earlier).getTime()) / 86_400_000);
}

function capitalise(text: string, locale: string): string {
  return text.slice(0, 1).toLocaleUpperCase(locale) + text.slice(1);
}

/** Groups rows, newest first, by how long ago a person would say it was. The order within a group is kept. */
export function groupByPeriod(
  rows: ConversationSummary[],
  now: Date,
  locale: string,
  labels: PeriodLabels,
): ConversationGroup[] {
  // Made when they are first needed: the browser reads megabytes of its own data for each.
  let day: Intl.RelativeTimeFormat | undefined;
  let month: Intl.DateTimeFormat | undefined;
  const period = (time: Date): [id: string, label: string] => {
    // A clock that was set back must not make a group of the future.
    const days = Math.max(0, daysBetween(time, now));
    if (days <= 1) {
      day ??= new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
      return [`day-${days}`, capitalise(day.format(-days, "day"), locale)];
    }
    if (days <= 7) return ["week", labels.previous7];
    if (days <= 30) return ["month", labels.previous30];
    const id = `${time.getFullYear()}-${String(time.getMonth() + 1).padStart(2, "0")}`;
    month ??= new Intl.DateTimeFormat(locale, { month: "long", year: "numeric" });
    return [id, capitalise(month.format(time), locale)];
  };

  const groups = new Map<string, ConversationGroup>();
  for (const row of rows) {
    const [id, label] = period(new Date(row.updated_at));
    const group = groups.get(id);
    if (group) group.conversations.push(row);
    else groups.set(id, { id, label, conversations: [row] });
  }
  return [...groups.values()];
}
