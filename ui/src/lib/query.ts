import { QueryClient } from "@tanstack/react-query";
import type { ConversationView, GaugeArgs, ModelChoice, SearchFilterKey } from "@/ipc/generated";
import { joinedView } from "./joined-view";

/** Keys of what the core owns. An app event invalidates them; nothing goes stale by time. */
export const keys = {
  startup: ["startup"] as const,
  settings: ["settings"] as const,
  conversations: ["conversations"] as const,
  conversation: (id: string) => ["conversation", id] as const,
  /** Where words stand in a conversation. */
  foundIn: (conversation: string | null, words: string) => ["found-in", conversation, words] as const,
  questions: (conversation: string) => ["questions", conversation] as const,
  /** A document that an answer holds. */
  rendered: (source: string) => ["rendered", source] as const,
  newChatDraft: ["new-chat-draft"] as const,
  draftFiles: ["draft-files"] as const,
  draftFilesOf: (conversation: string | null) => ["draft-files", conversation] as const,
  search: (query: string) => ["search", query] as const,
  searchFilters: (query: string) => ["search-filters", query] as const,
  filterValues: (key: SearchFilterKey) => ["filter-values", key] as const,
  providers: ["providers"] as const,
  /** Below `providers`: what invalidates these asks for the files again. */
  providerFiles: ["providers", "files"] as const,
  /** Below `providers`: who can be asked depends on their keys. */
  speechProviders: ["providers", "speech"] as const,
  dictationChoices: ["providers", "dictation"] as const,
  models: ["models"] as const,
  modelDetails: (model: ModelChoice) => ["model-details", model.provider, model.model] as const,
  localServers: ["local-servers"] as const,
  keyring: ["keyring"] as const,
  appInfo: ["app-info"] as const,
  import: ["import"] as const,
  routing: ["routing"] as const,
  spending: ["spending"] as const,
  parameters: ["parameters"] as const,
  parametersOf: (conversation: string | null, model: ModelChoice | null) =>
    ["parameters", conversation, model?.provider, model?.model] as const,
  backups: ["backups"] as const,
  dataJob: ["data-job"] as const,
  storage: ["storage"] as const,
  /** Templates and personas, and who has which. */
  prompts: ["prompts"] as const,
  promptsIn: (language: string) => ["prompts", "list", language] as const,
  personaOf: (conversation: string | null) => ["prompts", "persona", conversation] as const,
  network: ["network"] as const,
  /** Below `gauges`, with what was asked. */
  gauge: (args: GaugeArgs | null) => ["gauge", args] as const,
  gauges: ["gauge"] as const,
  usage: (days: number) => ["usage", days] as const,
  usageByConversation: (days: number) => ["usage", "conversations", days] as const,
};

export function createQueryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      // The core is on this machine: it is there without a network, and says itself what changed.
      queries: {
        networkMode: "always",
        staleTime: Number.POSITIVE_INFINITY,
        retry: false,
        refetchOnWindowFocus: false,
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
  client.setQueryDefaults(["conversation"], {
    structuralSharing: (known, read) =>
      joinedView(known as ConversationView | undefined, read as ConversationView),
  });
  return client;
}
