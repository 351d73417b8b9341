import { X } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Select } from "@/components/ui/select";
import type { ProviderPatience, ProviderView } from "@/ipc/generated";
import { useProviders } from "@/lib/core";
import { NumberField } from "./number-field";

interface PatienceProps {
  patience: ProviderPatience[];
  onChange: (change: (patience: ProviderPatience[]) => ProviderPatience[]) => void;
}

/** What a provider that has just been picked begins with: longer than the usual minute. */
const LONGER_S = 180;

/** Providers that are waited for longer or shorter than others. */
export function Patience({ patience, onChange }: PatienceProps) {
  const { t } = useTranslation("settings");
  const providers = useProviders().data ?? [];
  const nameOf = (id: string) => providers.find((provider) => provider.id === id)?.name ?? id;
  const others = providers.filter(({ id }) => !patience.some((entry) => entry.provider === id));
  const root = useRef<HTMLDivElement>(null);
  const focusOnce = useFocusAt(root, patience.length);
  const change = (provider: string, to: Partial<ProviderPatience>) =>
    onChange((all) => all.map((entry) => (entry.provider === provider ? { ...entry, ...to } : entry)));
  const add = (provider: string) => {
    focusOnce(patience.length + 1, `${rowOf(provider)} input`);
    onChange((all) => [...all, { provider, first_byte_s: LONGER_S, idle_s: null }]);
  };
  const remove = (provider: string, at: number) => {
    const neighbour = patience[at + 1] ?? patience[at - 1];
    focusOnce(patience.length - 1, neighbour ? `${rowOf(neighbour.provider)} button` : "select");
    onChange((all) => all.filter((entry) => entry.provider !== provider));
  };
  return (
    <div ref={root} className="flex flex-col gap-3 px-4 pb-3">
      {patience.map((entry, at) => {
        const name = nameOf(entry.provider);
        return (
          <fieldset
            key={entry.provider}
            data-provider={entry.provider}
            className="flex flex-wrap items-end gap-3"
          >
            <legend className="sr-only">{name}</legend>
            <span aria-hidden="true" className="w-36 truncate pb-2 text-sm">
              {name}
            </span>
            <NumberField
              label={t("network.patience.first")}
              value={entry.first_byte_s}
              none={t("network.patience.usual")}
              onChange={(first_byte_s) => change(entry.provider, { first_byte_s })}
            />
            <NumberField
              label={t("network.patience.idle")}
              value={entry.idle_s}
              none={t("network.patience.usual")}
              onChange={(idle_s) => change(entry.provider, { idle_s })}
            />
            <IconButton
              label={t("network.patience.remove", { name })}
              size="iconLarge"
              onClick={() => remove(entry.provider, at)}
            >
              <X strokeWidth={1.75} />
            </IconButton>
          </fieldset>
        );
      })}
      <AddProvider others={others} onAdd={add} />
    </div>
  );
}

function AddProvider({ others, onAdd }: { others: ProviderView[]; onAdd: (provider: string) => void }) {
  const { t } = useTranslation("settings");
  const [picked, setPicked] = useState("");
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!others.some(({ id }) => id === picked)) return;
    setPicked("");
    onAdd(picked);
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-wrap gap-2">
      <Select
        aria-label={t("network.patience.add")}
        className="w-64"
        value={picked}
        onChange={(event) => setPicked(event.target.value)}
      >
        <option value="">{t("network.patience.add")}</option>
        {others.map((provider) => (
          <option key={provider.id} value={provider.id}>
            {provider.name}
          </option>
        ))}
      </Select>
      <Button
        type="submit"
        variant="outline"
        aria-disabled={picked === ""}
        className="aria-disabled:opacity-50"
      >
        {t("network.patience.addIt")}
      </Button>
    </form>
  );
}

function rowOf(provider: string): string {
  return `[data-provider="${CSS.escape(provider)}"]`;
}

/** The row that was added has the focus then, and for one that was removed its neighbour: asked for by count and selector. */
function useFocusAt(
  root: { current: HTMLElement | null },
  count: number,
): (count: number, selector: string) => void {
  const wanted = useRef<{ count: number; selector: string } | null>(null);
  useEffect(() => {
    const { current } = wanted;
    if (current?.count !== count) return;
    wanted.current = null;
    root.current?.querySelector<HTMLElement>(current.selector)?.focus();
  }, [root, count]);
  return (at, selector) => {
    wanted.current = { count: at, selector };
  };
}
