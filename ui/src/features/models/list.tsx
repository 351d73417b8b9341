import { useQueryClient } from "@tanstack/react-query";
import { Command } from "cmdk";
import { Check, RotateCw, Search } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/icon-button";
import { invoke } from "@/ipc/client";
import type { ModelChoice, ModelView, ProviderKind, ProviderModels } from "@/ipc/generated";
import { cn } from "@/lib/cn";
import { useModels } from "@/lib/core";
import { sameModel } from "@/lib/model-choice";
import { money } from "@/lib/money";
import { useNavigation } from "@/lib/navigation";
import { keys } from "@/lib/query";
import { showToast } from "@/lib/toasts";
import { catalogue, tokenCount } from "./catalogue";

const ITEM =
  "flex select-none items-center gap-3 px-4 py-2 outline-none data-[selected=true]:bg-hover data-[selected=true]:text-text";
const GROUP =
  "[&_[cmdk-group-heading]]:px-4 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-[12px] [&_[cmdk-group-heading]]:text-text-3";

/** Kinds whose ids say nothing to a person. */
const OURS: ProviderKind[] = ["guide", "auto"];

interface ModelListProps {
  value: ModelChoice | null;
  onChoose: (choice: ModelChoice) => void;
  /** The list sent the person elsewhere. */
  onLeave: () => void;
}

export function ModelList({ value, onChoose, onLeave }: ModelListProps) {
  const { t } = useTranslation("models");
  const providers = useModels().data;
  const openSettings = useNavigation((state) => state.openSettings);
  const [query, setQuery] = useState("");
  const [highlighted, setHighlighted] = useState(value ? itemValue(value) : "");
  const deferred = useDeferredValue(query);
  const found = useMemo(() => catalogue(providers ?? [], deferred), [providers, deferred]);
  const total = useMemo(
    () => providers?.reduce((sum, provider) => sum + provider.models.length, 0) ?? 0,
    [providers],
  );
  const wantsSomething = (provider: ProviderModels) => {
    openSettings("providers", provider.provider);
    onLeave();
  };

  return (
    <Command
      shouldFilter={false}
      label={t("searchLabel")}
      value={highlighted}
      onValueChange={setHighlighted}
      loop
    >
      <div className="flex items-center gap-2.5 border-line border-b py-1.5 pr-2 pl-4 text-text-3">
        <Search className="size-[17px] shrink-0" strokeWidth={1.75} aria-hidden="true" />
        <Command.Input
          value={query}
          onValueChange={setQuery}
          placeholder={t("search", { count: total })}
          className="h-9 min-w-0 flex-1 bg-transparent text-text outline-none placeholder:text-text-3"
        />
        <RefreshButton />
      </div>
      <Command.List
        label={t("list")}
        className="max-h-[min(400px,calc(var(--radix-popover-content-available-height)-52px))] overflow-y-auto overflow-x-hidden overscroll-contain pb-1.5"
      >
        <Command.Empty className="px-4 py-6 text-center text-text-2">
          {deferred ? t("nothing", { query: deferred }) : t("none")}
        </Command.Empty>
        {found.ready.map((provider) => (
          <Command.Group
            key={provider.provider}
            heading={provider.kind === "auto" ? t("autoGroup") : provider.name}
            className={GROUP}
          >
            {provider.models.map((model) => (
              <Command.Item
                key={model.model.model}
                value={itemValue(model.model)}
                onSelect={() => onChoose(model.model)}
                className={ITEM}
              >
                <Dot className="bg-success" />
                <ModelText model={model} provider={provider} />
                {sameModel(model.model, value) && <Check className="size-4 text-text-2" aria-hidden="true" />}
              </Command.Item>
            ))}
          </Command.Group>
        ))}
        {found.unavailable.length > 0 && (
          <Command.Group heading={t("unavailable")} className={GROUP}>
            {found.unavailable.map((provider) => (
              <ProviderItem key={provider.provider} provider={provider} onSelect={wantsSomething} />
            ))}
          </Command.Group>
        )}
        {found.needsKey.length > 0 && (
          <Command.Group heading={t("needsKey")} className={GROUP}>
            {found.needsKey.map((provider) => (
              <ProviderItem key={provider.provider} provider={provider} onSelect={wantsSomething} />
            ))}
          </Command.Group>
        )}
      </Command.List>
    </Command>
  );
}

/** cmdk knows items by their value, so it must name provider and model. */
function itemValue(choice: ModelChoice): string {
  return `${choice.provider}/${choice.model}`;
}

function Dot({ className }: { className: string }) {
  return <span aria-hidden="true" className={cn("mx-[5px] size-[7px] shrink-0 rounded-full", className)} />;
}

function ModelText({ model, provider }: { model: ModelView; provider: ProviderModels }) {
  const { t, i18n } = useTranslation("models");
  const price = (amount: number) => money(amount, i18n.language);
  const facts = [
    provider.kind === "guide" && t("offlineHelp"),
    provider.kind === "auto" && t("auto"),
    model.name !== model.model.model && !OURS.includes(provider.kind) && model.model.model,
    model.makes_images && t("makesImages"),
    provider.kind === "local" && t("onThisMachine"),
    model.context_tokens !== null && t("context", { size: tokenCount(model.context_tokens) }),
    model.price !== null &&
      (model.price.input === 0 && model.price.output === 0
        ? t("free")
        : t("price", { input: price(model.price.input), output: price(model.price.output) })),
  ].filter((fact) => fact !== false);
  return (
    <span className="min-w-0 flex-1">
      <span className="block truncate leading-snug">{model.name}</span>
      {facts.length > 0 && (
        <span className="block truncate text-[12.5px] text-text-3 leading-snug">{facts.join(" · ")}</span>
      )}
    </span>
  );
}

interface ProviderItemProps {
  provider: ProviderModels;
  onSelect: (provider: ProviderModels) => void;
}

/** A provider without models to choose: it leads to its place in Settings and says why. */
function ProviderItem({ provider, onSelect }: ProviderItemProps) {
  const { t } = useTranslation("models");
  const { availability } = provider;
  const silent =
    provider.kind === "local" && availability.type === "unavailable" && availability.code === "network";
  return (
    <Command.Item
      value={`settings:${provider.provider}`}
      onSelect={() => onSelect(provider)}
      className={cn(ITEM, "text-text-2")}
    >
      <Dot className={availability.type === "unavailable" ? "bg-error" : "bg-line-strong"} />
      <span className="min-w-0 flex-1">
        <span className="block truncate leading-snug">{provider.name}</span>
        {availability.type === "unavailable" && (
          <span className="line-clamp-2 text-[12.5px] text-text-3 leading-snug">
            {silent ? t("notRunning") : availability.message}
          </span>
        )}
      </span>
      <span className="shrink-0 text-[12.5px] text-link">
        {availability.type === "needs_key" ? t("addKey") : t("openSettings", { name: provider.name })}
      </span>
    </Command.Item>
  );
}

function RefreshButton() {
  const { t } = useTranslation("models");
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const refresh = async () => {
    setAsking(true);
    try {
      client.setQueryData(keys.models, await invoke("list_models", { refresh: true }));
    } catch {
      showToast({ tone: "error", text: t("refreshFailed") });
    } finally {
      setAsking(false);
    }
  };
  return (
    <IconButton
      label={asking ? t("refreshing") : t("refresh")}
      aria-disabled={asking}
      onClick={() => !asking && void refresh()}
    >
      <RotateCw className={cn(asking && "animate-spin")} strokeWidth={1.75} />
    </IconButton>
  );
}
