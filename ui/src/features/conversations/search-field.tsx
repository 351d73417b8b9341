import { Search, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/icon-button";
import { Kbd } from "@/components/ui/kbd";
import { ariaShortcut, shortcut } from "@/lib/platform";
import { useSearchFocus } from "@/lib/search-focus";

interface SearchFieldProps {
  value: string;
  onChange: (value: string) => void;
  /** Enter: opens the first result. */
  onSubmit: () => void;
  /** Arrow down: goes into the results. */
  onDown: () => void;
}

export function SearchField({ value, onChange, onSubmit, onDown }: SearchFieldProps) {
  const { t } = useTranslation("conversations");
  const field = useRef<HTMLInputElement>(null);
  const { wanted, clear } = useSearchFocus();

  useEffect(() => {
    if (!wanted) return;
    field.current?.focus();
    const length = field.current?.value.length ?? 0;
    field.current?.setSelectionRange(wanted === "all" ? 0 : length, length);
    clear();
  }, [wanted, clear]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") onSubmit();
    else if (event.key === "ArrowDown") onDown();
    else if (event.key === "Escape" && value !== "") onChange("");
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="flex h-9 items-center gap-2.5 rounded-[10px] px-2.5 text-text-2 focus-within:bg-surface focus-within:ring-1 focus-within:ring-focus-line hover:bg-surface">
      <Search className="size-[17px] shrink-0" strokeWidth={1.75} aria-hidden="true" />
      <input
        ref={field}
        type="search"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
        aria-label={t("searchLabel")}
        aria-keyshortcuts={ariaShortcut("K")}
        placeholder={t("search")}
        autoComplete="off"
        spellCheck={false}
        className="min-w-0 flex-1 appearance-none bg-transparent text-sm text-text outline-none placeholder:text-text-2 [&::-webkit-search-cancel-button]:hidden"
      />
      {value === "" ? (
        <Kbd>{shortcut("K")}</Kbd>
      ) : (
        <IconButton label={t("clear")} size="iconSmall" className="-mr-1.5" onClick={() => onChange("")}>
          <X />
        </IconButton>
      )}
    </div>
  );
}
