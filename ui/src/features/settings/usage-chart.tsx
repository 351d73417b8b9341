import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { UsageEntry } from "@/ipc/generated";
import { useCost } from "./usage-cost";
import { byDay, type DayTotal } from "./usage-totals";

/** From here on a bar stands for a week: a year of days would be hairs. */
const WEEKS_FROM_DAYS = 60;

interface Bar extends DayTotal {
  /** The last day of it, as `day` is the first. */
  until: string;
}

/** A bar for each day or week: its money, or its tokens where nothing has a known price. */
export function UsageChart({ entries, days }: { entries: UsageEntry[]; days: number }) {
  const { t, i18n } = useTranslation("settings");
  const inWeeks = days >= WEEKS_FROM_DAYS;
  const bars = useMemo(() => {
    const totals = byDay(entries, new Date(), days).map((day) => ({ ...day, until: day.day }));
    return inWeeks ? weeks(totals) : totals;
  }, [entries, days, inWeeks]);
  const inMoney = bars.some((bar) => bar.cost > 0);
  const value = (bar: DayTotal) => (inMoney ? bar.cost : bar.tokens);
  const most = Math.max(1, ...bars.map(value));
  const date = new Intl.DateTimeFormat(i18n.language, { day: "numeric", month: "short" });
  const cost = useCost();
  const number = new Intl.NumberFormat(i18n.language);
  const noon = (day: string) => new Date(`${day}T12:00`);
  const dateOf = (bar: Bar) => date.formatRange(noon(bar.day), noon(bar.until));
  const amount = (bar: DayTotal) =>
    inMoney ? cost(bar) : t("usage.tokenCount", { count: bar.tokens, number: number.format(bar.tokens) });
  const first = bars[0];
  const last = bars.at(-1);

  return (
    <figure className="mt-4">
      <ul
        aria-label={t(`usage.chart${inMoney ? "Cost" : "Tokens"}${inWeeks ? "ByWeek" : ""}`)}
        className="flex h-24 items-end gap-[2px] border-line border-b"
      >
        {bars.map((bar) => (
          <li
            key={bar.day}
            data-tooltip={`${dateOf(bar)}: ${amount(bar)}`}
            data-tooltip-side="top"
            className="group flex h-full min-w-0 flex-1 items-end"
          >
            <span className="sr-only">{`${dateOf(bar)}: ${amount(bar)}`}</span>
            <span
              aria-hidden="true"
              style={{ height: `${(value(bar) / most) * 100}%` }}
              className={
                value(bar) > 0
                  ? "min-h-[2px] w-full rounded-t-[3px] bg-blue group-hover:bg-electric"
                  : "h-0 w-full"
              }
            />
          </li>
        ))}
      </ul>
      <figcaption aria-hidden="true" className="mt-1 flex justify-between text-[12px] text-text-3">
        <span>{first && date.format(noon(first.day))}</span>
        <span>{last && date.format(noon(last.until))}</span>
      </figcaption>
    </figure>
  );
}

/** Seven days in one, the last week whole. */
function weeks(days: Bar[]): Bar[] {
  const weeks: Bar[] = [];
  for (let end = days.length; end > 0; end -= 7) {
    const week = days.slice(Math.max(0, end - 7), end);
    const total = week.reduce((sum, day) => ({
      day: sum.day,
      until: day.until,
      calls: sum.calls + day.calls,
      tokens: sum.tokens + day.tokens,
      cost: sum.cost + day.cost,
      partial: sum.partial || day.partial,
      estimated: sum.estimated || day.estimated,
    }));
    weeks.unshift(total);
  }
  return weeks;
}
