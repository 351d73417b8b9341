import { useQueryClient } from "@tanstack/react-query";
import { Command } from "cmdk";
import { RotateCw, Search, SlidersHorizontal } from "lucide-react";
import { type RefObject, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/icon-button";
import { invoke } from "@/ipc/client";
import type { ModelChoice, ModelView, ProviderModels } from "@/ipc/generated";
import { cn } from "@/lib/cn";
import { useModels } from "@/lib/core";
import { sameModel } from "@/lib/model-choice";
import { useNavigation } from "@/lib/navigation";
import { keys } from "@/lib/query";
import { showToast } from "@/lib/toasts";
import { About } from "./about";
import {
  type Catalogue,
  catalogue,
  type Entry,
  entryOf,
  favouritePlaces,
  firstRows,
  itemValue,
  rowValues,
} from "./catalogue";
import { EditModel } from "./edit";
import { FilterBar } from "./filter-bar";
import { countFilters, type Filters, noFilters } from "./filters";
import { keepKeys } from "./keep-keys";
import { Dot, ITEM, ModelRow } from "./row";
import { useToggleFavourite } from "./use-change-model";

const GROUP =
  "[&_[cmdk-group-heading]]:px-4 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-[12px] [&_[cmdk-group-heading]]:text-text-3";

/** Rows that are drawn at first, and more each time that more are wanted. */
const PAGE = 100;
const NONE: ReadonlyMap<string, number> = new Map();
/** The value of the row that shows more. */
const MORE = "more";

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
  const toggleFavourite = useToggleFavourite();
  const [query, setQuery] = useState("");
  const [filters, setFilters] = useState(noFilters);
  const [filtering, setFiltering] = useState(false);
  const [limit, setLimit] = useState(PAGE);
  const [highlighted, setHighlighted] = useState(value ? itemValue(value) : "");
  const [editing, setEditing] = useState<ModelView | null>(null);
  const deferred = useDeferredValue(query);
  const favourites = useFavouritesAtOpening(providers);
  const found = useMemo(
    () => catalogue(providers ?? [], deferred, filters, favourites),
    [providers, deferred, filters, favourites],
  );
  // The model in use is there from the start, however far down it stands.
  const upTo = value && deferred === "" ? rowValues(found).indexOf(itemValue(value)) + 1 : 0;
  const rows = Math.max(limit, upTo);
  const { shown, hidden } = useMemo(() => firstRows(found, rows), [found, rows]);
  const pointedAt = entryOf(shown, highlighted);
  const total = useMemo(
    () => providers?.reduce((sum, provider) => sum + provider.models.length, 0) ?? 0,
    [providers],
  );
  const root = useRef<HTMLDivElement>(null);
  const pointAt = usePointAt(root, highlighted, shown);
  useChosenInSight(root);
  useAskAgain();

  const wantsSomething = (provider: ProviderModels) => {
    openSettings("providers", provider.provider);
    onLeave();
  };
  const narrow = (change: Partial<Filters>) => {
    setFilters({ ...filters, ...change });
    setLimit(PAGE);
  };
  const showMore = () => {
    const before = new Set(rowValues(shown));
    const next = rowValues(firstRows(found, rows + PAGE).shown).find((row) => !before.has(row));
    setLimit(rows + PAGE);
    if (next) pointAt(next);
  };
  const row = ({ model, provider }: Entry, withProvider = false) => (
    <ModelRow
      key={itemValue(model.model)}
      model={model}
      provider={provider}
      withProvider={withProvider}
      chosen={sameModel(model.model, value)}
      pointedAt={itemValue(model.model) === highlighted}
      onChoose={onChoose}
      onFavourite={provider.kind === "auto" || provider.kind === "guide" ? null : toggleFavourite}
    />
  );
  const group = (provider: ProviderModels) => (
    <Command.Group
      key={provider.provider}
      heading={provider.kind === "auto" ? t("autoGroup") : provider.name}
      className={GROUP}
    >
      {provider.models.map((model) => row({ model, provider }))}
    </Command.Group>
  );
  const ofKind = (isAuto: boolean) => shown.ready.filter(({ kind }) => (kind === "auto") === isAuto);

  return (
    <>
      <Command
        ref={root}
        shouldFilter={false}
        label={t("searchLabel")}
        value={highlighted}
        onValueChange={setHighlighted}
        loop
        className="flex max-h-[min(540px,var(--radix-popover-content-available-height))] flex-col"
      >
        <div className="flex items-center gap-1 border-line border-b py-1.5 pr-2 pl-4 text-text-3">
          <Search className="mr-1.5 size-[17px] shrink-0" strokeWidth={1.75} aria-hidden="true" />
          <Command.Input
            value={query}
            onValueChange={(text) => {
              setQuery(text);
              setLimit(PAGE);
            }}
            placeholder={t("search", { count: total })}
            className="h-9 min-w-0 flex-1 bg-transparent text-text outline-none placeholder:text-text-3"
          />
          <FilterButton
            count={countFilters(filters)}
            open={filtering}
            onClick={() => {
              setFiltering(!filtering);
              // What is out of sight must not go on narrowing the list.
              if (filtering) narrow(noFilters);
            }}
          />
          <RefreshButton />
        </div>
        {filtering && <FilterBar filters={filters} providers={providers ?? []} onChange={narrow} />}
        <div role="status">
          <Command.Empty className="px-4 py-6 text-center text-text-2">
            {countFilters(filters) > 0
              ? t("filter.nothing")
              : deferred
                ? t("nothing", { query: deferred })
                : t("none")}
          </Command.Empty>
        </div>
        <Command.List
          label={t("list")}
          className="min-h-0 flex-1 overflow-y-auto overflow-x-hidden overscroll-contain pb-1.5"
        >
          {ofKind(true).map(group)}
          {shown.favourites.length > 0 && (
            <Command.Group heading={t("favourites")} className={GROUP}>
              {shown.favourites.map((entry) => row(entry, true))}
            </Command.Group>
          )}
          {ofKind(false).map(group)}
          {hidden > 0 && (
            <Command.Item value={MORE} onSelect={showMore} className={cn(ITEM, "text-link")}>
              {t("showMore", { count: hidden })}
            </Command.Item>
          )}
          {shown.unavailable.length > 0 && (
            <Command.Group heading={t("unavailable")} className={GROUP}>
              {shown.unavailable.map((provider) => (
                <ProviderItem key={provider.provider} provider={provider} onSelect={wantsSomething} />
              ))}
            </Command.Group>
          )}
          {shown.needsKey.length > 0 && (
            <Command.Group heading={t("needsKey")} className={GROUP}>
              {shown.needsKey.map((provider) => (
                <ProviderItem key={provider.provider} provider={provider} onSelect={wantsSomething} />
              ))}
            </Command.Group>
          )}
        </Command.List>
        {rowValues(shown).length > 0 && (
          <About entry={pointedAt} onFavourite={toggleFavourite} onEdit={setEditing} />
        )}
      </Command>
      {editing && <EditModel model={editing} onClose={() => setEditing(null)} />}
    </>
  );
}

/** A row that gets or loses its star stays where it is, under the pointer, until the list is opened again. */
function useFavouritesAtOpening(providers: ProviderModels[] | undefined): ReadonlyMap<string, number> {
  const [places, setPlaces] = useState<ReadonlyMap<string, number> | null>(null);
  if (places === null && providers) {
    const now = favouritePlaces(providers);
    setPlaces(now);
    return now;
  }
  return places ?? NONE;
}

/**
 * cmdk points at another row by itself only when the search changes. When the row that is pointed at has gone, the first takes its
 * place; a row that is still to come is pointed at when it is there. Only a move of the pointer tells cmdk all that it has to know.
 */
function usePointAt(
  root: RefObject<HTMLDivElement | null>,
  highlighted: string,
  shown: Catalogue,
): (value: string) => void {
  const wanted = useRef<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is shown decides which rows there are.
  useEffect(() => {
    const rows = [...(root.current?.querySelectorAll("[cmdk-item]") ?? [])];
    const row = (value: string) => rows.find((item) => item.getAttribute("data-value") === value);
    const coming = wanted.current === null ? undefined : row(wanted.current);
    wanted.current = null;
    const target = coming ?? (row(highlighted) ? undefined : rows[0]);
    target?.dispatchEvent(new PointerEvent("pointermove", { bubbles: true }));
  }, [root, highlighted, shown]);
  return (value) => {
    wanted.current = value;
  };
}

/** cmdk scrolls to the model in use before the list knows how high it may be. */
function useChosenInSight(root: RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    const frame = requestAnimationFrame(() =>
      root.current?.querySelector("[cmdk-item][data-selected=true]")?.scrollIntoView({ block: "nearest" }),
    );
    return () => cancelAnimationFrame(frame);
  }, [root]);
}

/** Whoever opens the list wants to know who can be asked now: those that failed, or were asked long ago, are asked again. */
function useAskAgain(): void {
  const client = useQueryClient();
  useEffect(() => {
    void client.invalidateQueries({ queryKey: keys.models }, { cancelRefetch: false });
  }, [client]);
}

interface FilterButtonProps {
  count: number;
  open: boolean;
  onClick: () => void;
}

function FilterButton({ count, open, onClick }: FilterButtonProps) {
  const { t } = useTranslation("models");
  return (
    <IconButton
      label={count > 0 ? t("filter.some", { count }) : t("filter.title")}
      aria-expanded={open}
      onClick={onClick}
      onKeyDown={keepKeys}
      className="aria-expanded:bg-hover aria-expanded:text-text"
    >
      <SlidersHorizontal strokeWidth={1.75} />
    </IconButton>
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
      onKeyDown={keepKeys}
      onClick={() => !asking && void refresh()}
    >
      <RotateCw className={cn(asking && "animate-spin")} strokeWidth={1.75} />
    </IconButton>
  );
}
