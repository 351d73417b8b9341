import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { LazyPart } from "@/components/lazy-part";
import { invoke } from "@/ipc/client";
import type { SearchHit } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { useNavigation } from "@/lib/navigation";
import { keys } from "@/lib/query";
import { useSearchFocus } from "@/lib/search-focus";
import { setSearchText, useSearchText } from "@/lib/search-text";
import { showToast } from "@/lib/toasts";
import { ConversationList, Note } from "./list";
import { Results } from "./results";
import { SearchField } from "./search-field";
import { searchFilters } from "./search-filters-source";
import { useSettled } from "./use-settled";

/** The search field, and under it what it found or, while it is empty, all conversations. */
export function ConversationBrowser() {
  const { t } = useTranslation("conversations");
  const client = useQueryClient();
  const errorText = useErrorText();
  const text = useSearchText((state) => state.text);
  const query = useSettled(text.trim());
  const list = useRef<HTMLUListElement>(null);
  const search = useQuery({
    queryKey: keys.search(query),
    queryFn: () => invoke("search", { query }),
    enabled: query !== "",
    placeholderData: keepPreviousData,
    // The history moves on under a search: what was found is asked for again each time, and soon forgotten.
    staleTime: 0,
    gcTime: 10_000,
  });

  const open = async (hit: SearchHit) => {
    const { openChat, openMessage } = useNavigation.getState();
    if (hit.message === null) return openChat(hit.conversation);
    try {
      const view = await invoke("reveal_message", { conversation: hit.conversation, message: hit.message });
      client.setQueryData(keys.conversation(hit.conversation), view);
      openMessage(hit.conversation, hit.message, hit.words);
    } catch (cause) {
      showToast({ tone: "error", text: errorText(cause) });
    }
  };
  // Enter may come before the answer to the last letter: it opens what that answer finds first.
  const openFirst = async () => {
    const wanted = text.trim();
    if (wanted === "") return;
    try {
      const hits = await client.fetchQuery({
        queryKey: keys.search(wanted),
        queryFn: () => invoke("search", { query: wanted }),
      });
      if (hits[0]) await open(hits[0]);
    } catch (cause) {
      showToast({ tone: "error", text: t("searchFailed", { cause: errorText(cause) }) });
    }
  };

  return (
    <>
      <SearchField
        value={text}
        onChange={setSearchText}
        onSubmit={() => void openFirst()}
        onDown={() => list.current?.querySelector("button")?.focus()}
      />
      {text.trim() !== "" && (
        <LazyPart source={searchFilters}>
          {(SearchFilters) => <SearchFilters text={text} onChange={setSearchText} />}
        </LazyPart>
      )}
      {query === "" ? (
        <ConversationList />
      ) : (
        <div className="-mx-1 min-h-0 flex-1 overflow-y-auto px-1 pb-2">
          {search.error ? (
            <Note text={t("searchFailed", { cause: errorText(search.error) })} />
          ) : (
            search.data && (
              <Results
                query={query}
                hits={search.data}
                list={list}
                onOpen={(hit) => void open(hit)}
                onUp={useSearchFocus.getState().request}
              />
            )
          )}
        </div>
      )}
    </>
  );
}
