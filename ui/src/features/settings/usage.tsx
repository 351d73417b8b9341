import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ClipboardCopy } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { invoke } from "@/ipc/client";
import type { UsageEntry } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { money } from "@/lib/money";
import { keys } from "@/lib/query";
import { showToast } from "@/lib/toasts";
import { Choice } from "./choice";
import { Row, type SettingsRow } from "./rows";
import { UsageChart } from "./usage-chart";
import { byModel, sum, type Total, toCsv } from "./usage-totals";

const RANGES = ["7", "30", "365"] as const;
type Range = (typeof RANGES)[number];

export function useUsageRows(): SettingsRow[] {
  const { t } = useTranslation("settings");
  return [{ id: "usage", text: `${t("usage.title")} ${t("usage.words")}`, element: <Usage /> }];
}

function Usage() {
  const { t } = useTranslation("settings");
  const errorText = useErrorText();
  const [range, setRange] = useState<Range>("30");
  const days = Number(range);
  // Every answer changes it, and nothing tells: it is read each time somebody looks.
  const { data, error } = useQuery({
    queryKey: keys.usage(days),
    queryFn: () => invoke("usage", { days }),
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
  const copy = (entries: UsageEntry[]) =>
    invoke("copy_text", { text: toCsv(entries), html: null }).then(
      () => showToast({ tone: "plain", text: t("usage.copied") }),
      (cause: unknown) => showToast({ tone: "error", text: errorText(cause) }),
    );

  return (
    <div>
      <Row title={t("usage.title")} text={t("usage.text")} titleId="usage-range">
        <Choice
          labelledBy="usage-range"
          value={range}
          options={RANGES.map((value) => ({ value, label: t("usage.days", { count: Number(value) }) }))}
          onChange={setRange}
        />
      </Row>
      {error && (
        <p role="alert" className="px-4 pb-3 text-[13px] text-error">
          {errorText(error)}
        </p>
      )}
      {data?.length === 0 && <p className="px-4 pb-4 text-[13px] text-text-2">{t("usage.none")}</p>}
      {data !== undefined && data.length > 0 && (
        <div className="px-4 pb-4">
          <Figures total={sum(data)} />
          <UsageChart entries={data} days={days} />
          <Models entries={data} />
          <Button size="small" variant="outline" className="mt-3" onClick={() => void copy(data)}>
            <ClipboardCopy strokeWidth={1.75} />
            {t("usage.copy")}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Money, with a sign that it is not all where some of it has no known price. */
function useCost(): (total: Total) => string {
  const { t, i18n } = useTranslation("settings");
  return (total) => {
    const amount = money(total.cost, i18n.language);
    if (!total.partial) return amount;
    return total.cost === 0 ? t("usage.noPrice") : t("usage.atLeast", { amount });
  };
}

function Figures({ total }: { total: Total }) {
  const { t, i18n } = useTranslation("settings");
  const cost = useCost();
  const number = new Intl.NumberFormat(i18n.language);
  const figures = [
    [t("usage.cost"), cost(total)],
    [t("usage.tokens"), number.format(total.tokens)],
    [t("usage.answers"), number.format(total.calls)],
  ];
  return (
    <dl className="flex flex-wrap gap-x-9 gap-y-3">
      {figures.map(([name, value]) => (
        <div key={name} className="flex flex-col-reverse">
          <dt className="text-[12.5px] text-text-2">{name}</dt>
          <dd className="font-semibold text-[22px] tabular-nums leading-tight tracking-[-0.02em]">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Models({ entries }: { entries: UsageEntry[] }) {
  const { t, i18n } = useTranslation("settings");
  const cost = useCost();
  const models = useMemo(() => byModel(entries), [entries]);
  const number = new Intl.NumberFormat(i18n.language);
  const right = "py-1.5 pl-4 text-right tabular-nums";
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard.
    <section aria-label={t("usage.byModel")} tabIndex={0} className="mt-4 overflow-x-auto">
      <table className="w-full text-[13px]">
        <thead className="border-line border-b text-left text-text-2">
          <tr>
            <th scope="col" className="py-1.5 font-medium">
              {t("usage.model")}
            </th>
            {(["answers", "input", "output", "cost"] as const).map((name) => (
              <th key={name} scope="col" className={`${right} font-medium`}>
                {t(`usage.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {models.map((total) => (
            <tr key={`${total.provider}/${total.model}`} className="border-line border-b last:border-0">
              <th scope="row" className="py-1.5 text-left font-normal">
                <span className="block max-w-64 truncate">{total.model}</span>
                <span className="block text-[12px] text-text-3">{total.provider}</span>
              </th>
              <td className={right}>{number.format(total.calls)}</td>
              <td className={right}>{number.format(total.inputTokens)}</td>
              <td className={right}>{number.format(total.outputTokens)}</td>
              <td className={right}>{cost(total)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
