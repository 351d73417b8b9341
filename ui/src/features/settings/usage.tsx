import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ClipboardCopy, FileDown } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { invoke } from "@/ipc/client";
import { useErrorText } from "@/lib/error-text";
import { keys } from "@/lib/query";
import { showToast } from "@/lib/toasts";
import { Choice } from "./choice";
import { Row, type SettingsRow } from "./rows";
import { UsageChart } from "./usage-chart";
import { useCost } from "./usage-cost";
import { UsageGroups } from "./usage-groups";
import { sum, type Total } from "./usage-totals";

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
  const failed = (cause: unknown) => showToast({ tone: "error", text: errorText(cause) });
  const copy = async () => {
    try {
      await invoke("copy_text", { text: await invoke("usage_csv", { days }), html: null });
      showToast({ tone: "plain", text: t("usage.copied") });
    } catch (cause) {
      failed(cause);
    }
  };
  const openFolder = () => invoke("open_folder", { folder: "exports" }).catch(failed);
  const save = async () => {
    try {
      const { path } = await invoke("export_usage", { days });
      const action = { label: t("usage.openFolder"), run: () => void openFolder() };
      showToast({ tone: "plain", text: t("usage.saved", { path }), action });
    } catch (cause) {
      failed(cause);
    }
  };

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
          <UsageGroups entries={data} days={days} />
          <div className="mt-3 flex flex-wrap gap-2">
            <Button size="small" variant="outline" onClick={() => void save()}>
              <FileDown strokeWidth={1.75} />
              {t("usage.save")}
            </Button>
            <Button size="small" variant="outline" onClick={() => void copy()}>
              <ClipboardCopy strokeWidth={1.75} />
              {t("usage.copy")}
            </Button>
          </div>
        </div>
      )}
    </div>
  );
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
    <dl className="flex flex-wrap gap-x-9 gap-y-3 pt-1 max-sm:gap-x-6">
      {figures.map(([name, value]) => (
        <div key={name} className="flex flex-col-reverse">
          <dt className="text-[12.5px] text-text-2">{name}</dt>
          <dd className="font-semibold text-[22px] max-sm:text-[19px] tabular-nums leading-tight tracking-[-0.02em]">
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
