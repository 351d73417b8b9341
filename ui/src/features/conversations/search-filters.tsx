import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { ChevronRight, ListFilter, X } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useTranslation } from "react-i18next";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu";
import { invoke } from "@/ipc/client";
import type { SearchFilter, SearchFilterKey } from "@/ipc/generated";
import { cn } from "@/lib/cn";
import { keys } from "@/lib/query";
import { useSearchFocus } from "@/lib/search-focus";
import { typed, withFilter, withoutFilter, withValue } from "./filter-text";

/** The values that are the same for everybody, as they are said here; all others are names. */
const NAMED = ["user", "assistant", "image", "file", "code", "pinned", "archived"] as const;

function valueName(t: TFunction<"search">, key: SearchFilterKey, value: string): string {
  const named = NAMED.find((name) => name === value.toLowerCase());
  return named && (key === "role" || key === "has" || key === "is") ? t(`value.${named}`) : value;
}

/** In the order of the menu, with the name by which each is typed. */
const FILTERS: [SearchFilterKey, string][] = [
  ["folder", "in"],
  ["tag", "tag"],
  ["model", "model"],
  ["role", "role"],
  ["after", "after"],
  ["has", "has"],
  ["is", "is"],
];
const DAY_MS = 24 * 60 * 60 * 1000;

interface SearchFiltersProps {
  /** The whole text of the search field. */
  text: string;
  onChange: (text: string) => void;
}

/** The filters in what was typed, to take off and to add to. Both change the text: it alone says what is looked for. */
export function SearchFilters({ text, onChange }: SearchFiltersProps) {
  const { t } = useTranslation("search");
  const { data: filters } = useQuery({
    queryKey: keys.searchFilters(text),
    queryFn: () => invoke("search_filters", { query: text }),
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 10_000,
  });
  const change = (next: string) => {
    onChange(next);
    useSearchFocus.getState().goOn();
  };
  // The one that is being typed.
  const length = Array.from(text).length;
  const open = filters?.find((filter) => filter.end === length && filter.suggestions.length > 0);

  return (
    <div className="flex flex-wrap items-center gap-1.5 px-1 pt-1.5">
      <ul aria-label={t("filters")} className="contents">
        {filters
          ?.filter((filter) => filter.value !== "")
          .map((filter) => (
            <Chip key={filter.start} filter={filter} onRemove={() => change(withoutFilter(text, filter))} />
          ))}
      </ul>
      {open?.suggestions.map((value) => (
        <button
          key={value}
          type="button"
          onClick={() => change(withValue(text, open, value))}
          className="max-w-full truncate rounded-full border border-line-strong border-dashed px-2 py-0.5 text-[12px] text-text-2 hover:bg-hover hover:text-text"
        >
          {valueName(t, open.key, value)}
        </button>
      ))}
      <AddFilter onAdd={(filter) => change(withFilter(text, filter))} />
    </div>
  );
}

function Chip({ filter, onRemove }: { filter: SearchFilter; onRemove: () => void }) {
  const { t } = useTranslation("search");
  const value = valueName(t, filter.key, filter.value);
  const name = `${filter.negated ? `${t("without")} ` : ""}${t(`name.${filter.key}`)}: ${value}`;
  return (
    <li
      className={cn(
        "flex min-w-0 max-w-full items-center gap-1 rounded-full border py-0.5 pr-0.5 pl-2 text-[12px]",
        filter.known ? "border-line-strong bg-raised text-text" : "border-notice-line-2 text-notice-text",
      )}
    >
      <span className="min-w-0 truncate">
        {name}
        {!filter.known && ` (${t("notKnown")})`}
      </span>
      <button
        type="button"
        aria-label={t("remove", { filter: name })}
        onClick={onRemove}
        className="grid size-5 shrink-0 place-items-center rounded-full hover:bg-hover"
      >
        <X className="size-3.5" aria-hidden="true" />
      </button>
    </li>
  );
}

function valuesQuery(filter: SearchFilterKey) {
  return {
    queryKey: keys.filterValues(filter),
    queryFn: () => invoke("filter_values", { key: filter }),
    // Folders, tags and models come and go.
    staleTime: 0,
    gcTime: 10_000,
  };
}

function AddFilter({ onAdd }: { onAdd: (filter: string) => void }) {
  const { t } = useTranslation("search");
  const client = useQueryClient();
  return (
    <Menu>
      <MenuTrigger className="flex items-center gap-1 rounded-full px-2 py-0.5 text-[12px] text-text-2 hover:bg-hover hover:text-text">
        <ListFilter className="size-3.5" aria-hidden="true" />
        {t("add")}
      </MenuTrigger>
      <MenuContent align="start" onCloseAutoFocus={(event) => event.preventDefault()}>
        {FILTERS.map(([key, name]) => (
          <DropdownMenu.Sub key={key}>
            <DropdownMenu.SubTrigger
              // The keys go to the first value, which has to be there when the values open.
              onFocus={() => key !== "after" && void client.prefetchQuery(valuesQuery(key))}
              className="flex select-none items-center gap-2.5 rounded-lg px-2.5 py-1.5 outline-none data-[highlighted]:bg-hover data-[state=open]:bg-hover"
            >
              <span className="flex-1">{t(`name.${key}`)}</span>
              <ChevronRight className="size-4 text-text-2" aria-hidden="true" />
            </DropdownMenu.SubTrigger>
            <DropdownMenu.Portal>
              <DropdownMenu.SubContent
                sideOffset={6}
                collisionPadding={8}
                className="z-40 max-h-72 min-w-36 max-w-72 animate-rise overflow-y-auto rounded-[14px] border border-line-strong bg-float p-1.5 text-sm shadow-float"
              >
                {key === "after" ? (
                  <Dates onAdd={onAdd} />
                ) : (
                  <Values filter={key} onAdd={(value) => onAdd(typed(name, value))} />
                )}
              </DropdownMenu.SubContent>
            </DropdownMenu.Portal>
          </DropdownMenu.Sub>
        ))}
      </MenuContent>
    </Menu>
  );
}

function Values({ filter, onAdd }: { filter: SearchFilterKey; onAdd: (value: string) => void }) {
  const { t } = useTranslation("search");
  const { data: values, error } = useQuery(valuesQuery(filter));
  const note = error ? t("valuesFailed") : values?.length === 0 ? t("noValues") : null;
  if (note !== null) return <MenuItem disabled>{note}</MenuItem>;
  return values?.map((value) => (
    <MenuItem key={value} onSelect={() => onAdd(value)}>
      <span className="truncate">{valueName(t, filter, value)}</span>
    </MenuItem>
  ));
}

function Dates({ onAdd }: { onAdd: (filter: string) => void }) {
  const { t } = useTranslation("search");
  const ago = (days: number) => day(new Date(Date.now() - days * DAY_MS));
  const year = new Date().getFullYear();
  const choices = [
    ["days7", `after:${ago(7)}`],
    ["days30", `after:${ago(30)}`],
    ["year", `after:${year}`],
    ["beforeYear", `before:${year}`],
  ] as const;
  return choices.map(([name, filter]) => (
    <MenuItem key={name} onSelect={() => onAdd(filter)}>
      {t(`date.${name}`)}
    </MenuItem>
  ));
}

function day(date: Date): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
