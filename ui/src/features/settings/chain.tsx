import { ArrowDown, ArrowUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/icon-button";
import { Select } from "@/components/ui/select";
import type { ChainEntry, ProviderBudget, Routing } from "@/ipc/generated";
import { useModels, useProviders } from "@/lib/core";
import { ProviderLimits } from "./provider-limits";
import { Toggle } from "./toggle";

/** Disabled, the arrow that brings somebody to the end would lose the focus when it is pressed. */
const MOVE = "aria-disabled:opacity-50";

interface ChainProps {
  routing: Routing;
  onChange: (routing: Routing) => void;
}

/** Who is asked after whom. Providers that cannot be asked keep their places, unseen. */
export function Chain({ routing, onChange }: ChainProps) {
  const { t } = useTranslation("settings");
  const providers = useProviders().data ?? [];
  const models = useModels().data ?? [];
  const isShown = ({ provider }: ChainEntry) => {
    const known = providers.find(({ id }) => id === provider);
    const listed = models.find((entry) => entry.provider === provider);
    if (!known) return false;
    return known.kind === "cloud" ? known.key.type !== "not_set" : listed?.availability.type === "ready";
  };
  const shown = routing.chain.filter(isShown);
  const nameOf = (id: string) => providers.find((provider) => provider.id === id)?.name ?? id;
  const change = (entry: ChainEntry, to: Partial<ChainEntry>) =>
    onChange({
      ...routing,
      chain: routing.chain.map((other) => (other.provider === entry.provider ? { ...other, ...to } : other)),
    });
  const move = (entry: ChainEntry, by: -1 | 1) => {
    const neighbour = shown[shown.indexOf(entry) + by];
    if (!neighbour) return;
    const place = routing.chain.indexOf(neighbour);
    const chain = routing.chain.filter((other) => other !== entry);
    chain.splice(place, 0, entry);
    onChange({ ...routing, chain });
  };
  const limit = (budget: ProviderBudget) =>
    onChange({
      ...routing,
      budgets: [...routing.budgets.filter(({ provider }) => provider !== budget.provider), budget],
    });

  return (
    <div className="px-4 py-3">
      <p className="font-medium text-sm">{t("routing.chain.title")}</p>
      <p className="max-w-[480px] text-[13px] text-text-2 leading-snug">{t("routing.chain.text")}</p>
      {shown.length === 0 && <p className="mt-2 text-[13px] text-text-2">{t("routing.chain.none")}</p>}
      <ol className="mt-2 flex flex-col">
        {shown.map((entry, place) => {
          const name = nameOf(entry.provider);
          const id = `chain-${entry.provider}`;
          return (
            <li key={entry.provider} className="border-line border-t first:border-t-0 py-2">
              <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
                <span aria-hidden="true" className="w-4 text-right text-[13px] text-text-3 tabular-nums">
                  {place + 1}
                </span>
                <span id={id} className="min-w-24 flex-1 truncate text-sm">
                  {name}
                </span>
                <div className="w-52 max-sm:w-full">
                  <Select
                    aria-label={t("routing.chain.model", { name })}
                    value={entry.model ?? ""}
                    onChange={(event) => change(entry, { model: event.target.value || null })}
                  >
                    <option value="">{t("routing.chain.any")}</option>
                    <ModelOptions
                      known={models.find(({ provider }) => provider === entry.provider)?.models ?? []}
                      chosen={entry.model}
                    />
                  </Select>
                </div>
                <span className="flex">
                  <IconButton
                    label={t("routing.chain.up", { name })}
                    aria-disabled={place === 0}
                    className={MOVE}
                    onClick={() => move(entry, -1)}
                  >
                    <ArrowUp strokeWidth={1.75} />
                  </IconButton>
                  <IconButton
                    label={t("routing.chain.down", { name })}
                    aria-disabled={place === shown.length - 1}
                    className={MOVE}
                    onClick={() => move(entry, 1)}
                  >
                    <ArrowDown strokeWidth={1.75} />
                  </IconButton>
                </span>
                <Toggle labelledBy={id} on={entry.on} onChange={(on) => change(entry, { on })} />
              </div>
              <ProviderLimits
                name={name}
                budget={
                  routing.budgets.find(({ provider }) => provider === entry.provider) ?? {
                    provider: entry.provider,
                    requests_per_minute: null,
                    requests_per_day: null,
                    tokens_per_minute: null,
                    tokens_per_day: null,
                  }
                }
                onChange={limit}
              />
            </li>
          );
        })}
      </ol>
    </div>
  );
}

function ModelOptions({
  known,
  chosen,
}: {
  known: { model: { model: string }; name: string }[];
  chosen: string | null;
}) {
  const missing = chosen !== null && !known.some(({ model }) => model.model === chosen);
  return (
    <>
      {missing && <option value={chosen}>{chosen}</option>}
      {known.map(({ model, name }) => (
        <option key={model.model} value={model.model}>
          {name}
        </option>
      ))}
    </>
  );
}
