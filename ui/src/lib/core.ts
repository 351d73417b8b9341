import { queryOptions, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { invoke } from "@/ipc/client";
import type {
  AppInfo,
  ConversationView,
  KeyringStatus,
  LocalServer,
  NetworkView,
  ProviderFiles,
  ProviderModels,
  ProviderView,
  Routing,
  SpendingView,
  Startup,
} from "@/ipc/generated";
import { keys } from "./query";

// What the core owns, read once and again when it says that it changed.

export function useStartup(): UseQueryResult<Startup> {
  return useQuery({ queryKey: keys.startup, queryFn: () => invoke("startup", {}) });
}

/** The shown path of a conversation; asks nothing while `id` is null. */
export function useConversation(id: string | null): UseQueryResult<ConversationView> {
  return useQuery({ ...conversationQuery(id ?? ""), enabled: id !== null });
}

export function conversationQuery(id: string) {
  return queryOptions({
    queryKey: keys.conversation(id),
    queryFn: () => invoke("open_conversation", { conversation: id }),
  });
}

export function useProviders(): UseQueryResult<ProviderView[]> {
  return useQuery({ queryKey: keys.providers, queryFn: () => invoke("list_providers", {}) });
}

export function useProviderFiles(): UseQueryResult<ProviderFiles> {
  return useQuery({
    queryKey: keys.providerFiles,
    queryFn: () => invoke("provider_files", { refresh: false }),
  });
}

export function useModels(): UseQueryResult<ProviderModels[]> {
  return useQuery({ queryKey: keys.models, queryFn: () => invoke("list_models", { refresh: false }) });
}

export function useLocalServers(): UseQueryResult<LocalServer[]> {
  return useQuery({ queryKey: keys.localServers, queryFn: () => invoke("detect_local", {}) });
}

export function useKeyring(): UseQueryResult<KeyringStatus> {
  return useQuery({ queryKey: keys.keyring, queryFn: () => invoke("keyring_status", {}) });
}

export function useRouting(): UseQueryResult<Routing> {
  return useQuery({ queryKey: keys.routing, queryFn: () => invoke("routing", {}) });
}

export function useSpending(): UseQueryResult<SpendingView> {
  return useQuery({ queryKey: keys.spending, queryFn: () => invoke("spending", {}) });
}

export function useNetwork(): UseQueryResult<NetworkView> {
  return useQuery({ queryKey: keys.network, queryFn: () => invoke("network", {}) });
}

export function useAppInfo(): UseQueryResult<AppInfo> {
  return useQuery({ queryKey: keys.appInfo, queryFn: () => invoke("app_info", {}) });
}
