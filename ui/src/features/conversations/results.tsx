import { Archive, type LucideIcon, Paperclip } from "lucide-react";
import { type KeyboardEvent, type RefObject, useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { SearchHit } from "@/ipc/generated";
import { Note } from "./list";

interface ResultsProps {
  query: string;
  hits: SearchHit[];
  list: RefObject<HTMLUListElement | null>;
  onOpen: (hit: SearchHit) => void;
  /** Arrow up on the first result: back to the field. */
  onUp: () => void;
}

/** What a search found, with the place in the text. */
export function Results({ query, hits, list, onOpen, onUp }: ResultsProps) {
  const { t } = useTranslation(["conversations", "search"]);
  const onKeyDown = (event: KeyboardEvent<HTMLUListElement>) => {
    const item = (event.target as Element).closest("li");
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const next = event.key === "ArrowDown" ? item?.nextElementSibling : item?.previousElementSibling;
    if (next) next.querySelector("button")?.focus();
    else if (event.key === "ArrowUp") onUp();
  };

  // A result that was followed leaves the list's scroll where it was; a new query starts at its top.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the query is the reason to scroll, not something that is read.
  useEffect(() => {
    list.current?.parentElement?.scrollTo({ top: 0 });
  }, [query, list]);

  return (
    <>
      <p role="status" className="sr-only">
        {t("found", { count: hits.length })}
      </p>
      <ul ref={list} aria-label={t("results")} onKeyDown={onKeyDown} className="pt-2">
        {hits.map((hit) => (
          <li key={`${hit.conversation}/${hit.message ?? ""}`}>
            <button
              type="button"
              onClick={() => onOpen(hit)}
              className="w-full rounded-[10px] px-2.5 py-1.5 text-left outline-offset-[-2px] hover:bg-surface"
            >
              <span className="flex items-center gap-1.5 text-sm text-text">
                <span className="min-w-0 truncate">{hit.title || t("untitled")}</span>
                {hit.archived && <Sign icon={Archive} label={t("search:archived")} />}
                {hit.in_file && <Sign icon={Paperclip} label={t("search:inFile")} />}
              </span>
              <span className="line-clamp-2 text-[12.5px] text-text-2 leading-snug">
                {hit.snippet.map((piece, index) =>
                  piece.hit ? (
                    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one snippet have no other identity and never move.
                    <mark key={index} className="rounded-[3px] bg-electric/20 text-text">
                      {piece.text}
                    </mark>
                  ) : (
                    piece.text
                  ),
                )}
              </span>
              {hit.further > 0 && (
                <span className="block text-[12px] text-text-3">
                  {t("search:further", { count: hit.further })}
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
      {hits.length === 0 && <Note text={t("nothing", { query })} />}
    </>
  );
}

function Sign({ icon: Icon, label }: { icon: LucideIcon; label: string }) {
  return (
    <span className="shrink-0 text-text-3" title={label}>
      <Icon className="size-3.5" aria-hidden="true" />
      <span className="sr-only">{label}</span>
    </span>
  );
}
