import { useTranslation } from "react-i18next";
import { cn } from "@/lib/cn";
import { useCost } from "./usage-cost";
import type { GroupTotal } from "./usage-totals";

/** Where there is little room, what is part of another number stays away. */
const DETAILS: readonly string[] = ["cached", "reasoning"];
const COLUMNS = ["answers", "input", "cached", "output", "reasoning", "cost"] as const;

interface UsageTableProps {
  /** What the rows are. */
  name: string;
  rows: GroupTotal[];
  /** Goes to what a row stands for; null where there is nowhere to go. */
  onOpen?: (key: string) => (() => void) | null;
}

/** A row for each model, provider or conversation. */
export function UsageTable({ name, rows, onOpen }: UsageTableProps) {
  const { t, i18n } = useTranslation("settings");
  const cost = useCost();
  const number = new Intl.NumberFormat(i18n.language);
  const inMoney = rows.some((row) => row.cost > 0);
  const value = (row: GroupTotal) => (inMoney ? row.cost : row.tokens);
  const most = Math.max(1, ...rows.map(value));
  const right = "py-1.5 pl-4 text-right tabular-nums max-sm:pl-2.5";
  const cell = (column: string) => cn(right, DETAILS.includes(column) && "max-sm:hidden");
  const nameOf = (row: GroupTotal) => {
    const open = onOpen?.(row.key) ?? null;
    if (open === null) return <span className="block max-w-64 truncate max-sm:max-w-32">{row.name}</span>;
    return (
      <button
        type="button"
        onClick={open}
        className="block max-w-64 truncate max-sm:max-w-32 rounded text-left text-link hover:underline"
      >
        {row.name}
      </button>
    );
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard.
    <section aria-label={name} tabIndex={0} className="mt-2 overflow-x-auto">
      <table className="w-full text-[13px]">
        <thead className="border-line border-b text-left text-text-2">
          <tr>
            <th scope="col" className="py-1.5 font-medium">
              {name}
            </th>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" className={cn(cell(column), "font-medium")}>
                {t(`usage.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key} className="border-line border-b last:border-0">
              <th scope="row" className="py-1.5 text-left font-normal">
                {nameOf(row)}
                {row.beside !== null && <span className="block text-[12px] text-text-3">{row.beside}</span>}
                <span aria-hidden="true" className="mt-1 block h-1 w-40 max-sm:w-24 rounded-full bg-raised">
                  <span
                    style={{ width: `${(value(row) / most) * 100}%` }}
                    className="block h-full rounded-full bg-blue"
                  />
                </span>
              </th>
              {[row.calls, row.inputTokens, row.cachedTokens, row.outputTokens, row.reasoningTokens].map(
                (count, at) => (
                  <td key={COLUMNS[at]} className={cell(COLUMNS[at] ?? "")}>
                    {number.format(count)}
                  </td>
                ),
              )}
              <td className={right}>{cost(row)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
