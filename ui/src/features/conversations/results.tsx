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
  const { t } = useTranslation("conversations");
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
              <span className="block truncate text-sm text-text">{hit.title || t("untitled")}</span>
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
            </button>
          </li>
        ))}
      </ul>
      {hits.length === 0 && <Note text={t("nothing", { query })} />}
    </>
  );
}
