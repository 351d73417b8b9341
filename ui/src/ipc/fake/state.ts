import type {
  AppInfo,
  ContextGauge,
  ConversationUsage,
  ConversationView,
  KeyringStatus,
  LocalServer,
  MessageView,
  ModelChoice,
  ModelOverride,
  ModelView,
  NetworkView,
  Parameters,
  ProviderFiles,
  ProviderModels,
  ProviderView,
  RefusalView,
  Routing,
  Settings,
  SpendingView,
  Startup,
  UsageEntry,
} from "../generated";
import { type FakeData, noData } from "./data";
import { keysOf } from "./keys";
import { type FakePrompts, noPrompts } from "./prompts";

/** Everything the fake core holds. Tests change it freely before or between calls. */
export interface FakeState {
  startup: Startup;
  settings: Settings;
  conversations: Map<string, FakeConversation>;
  trashedBranches: number;
  newChatDraft: string;
  providers: ProviderView[];
  providerFiles: ProviderFiles;
  models: ProviderModels[];
  /** What the user said of models, by `provider/model`, and how they were before. */
  overrides: Map<string, { said: ModelOverride; without: ModelView }>;
  localServers: LocalServer[];
  keyring: KeyringStatus;
  appInfo: AppInfo;
  usage: UsageEntry[];
  usageByConversation: ConversationUsage[];
  routing: Routing;
  spending: SpendingView;
  network: NetworkView;
  /** By model; of others the context is not known. */
  gauges: Map<string, ContextGauge>;
  /** By conversation id or `"new"`. */
  parameters: Map<string, Parameters>;
  /** By `modelKey`, as the rest. */
  modelParameters: Map<string, Parameters>;
  refusals: Map<string, RefusalView[]>;
  data: FakeData;
  prompts: FakePrompts;
}

export function modelKey(model: ModelChoice): string {
  return `${model.provider}/${model.model}`;
}

export interface FakeConversation {
  view: ConversationView;
  /** Before the messages of the view. */
  earlier?: MessageView[];
  updatedAt: number;
  trashed: boolean;
  /** In no list and no search. */
  temporary?: boolean;
  /** An answer has ended there since somebody looked. */
  unread?: boolean;
}

/** Nothing settled yet. */
export const noRouting: Routing = {
  preference: "balanced",
  chain: [],
  fall_back: false,
  budgets: [],
  money_per_day: null,
  money_per_month: null,
};

/** A model of which nothing is known. */
export function modelView(provider: string, model: string, name = model): ModelView {
  return {
    model: { provider, model },
    name,
    favourite: null,
    context_tokens: null,
    max_output_tokens: null,
    price: null,
    input: { image: null, pdf: null, audio: null, video: null },
    output: { image: null, pdf: null, audio: null, video: null },
    tools: null,
    reasoning: null,
    knowledge: null,
    speed: null,
  };
}

/** Nothing said of a model. */
export const noOverride: ModelOverride = {
  name: null,
  context_tokens: null,
  max_output_tokens: null,
  price_input: null,
  price_output: null,
  price_cached: null,
  vision: null,
  tools: null,
};

export const autoModels: ProviderModels = {
  provider: "auto",
  name: "Auto",
  kind: "auto",
  availability: { type: "ready" },
  models: [modelView("auto", "auto", "Auto")],
};

export function message(
  fields: Partial<MessageView> & Pick<MessageView, "id" | "role" | "source">,
): MessageView {
  return {
    state: "complete",
    model: null,
    model_name: null,
    provider_name: null,
    route: null,
    parts: [{ type: "text", blocks: paragraphs(fields.source) }],
    files: [],
    dropped: [],
    sources: [],
    error: null,
    turn: null,
    siblings: { ids: [fields.id], index: 0 },
    stats: null,
    omissions: [],
    created_at: Date.now(),
    ...fields,
  };
}

/** Plain text as the safe paragraphs that the core would render. */
export function paragraphs(text: string): string[] {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return escaped.split(/\n{2,}/).map((paragraph) => `<p>${paragraph}</p>`);
}

export function provider(fields: Partial<ProviderView> & Pick<ProviderView, "id" | "name">): ProviderView {
  const url = `https://api.${fields.id}.example/v1`;
  return {
    kind: "cloud",
    key: { type: "not_set" },
    keys: keysOf(fields.key ?? { type: "not_set" }),
    key_page: `https://${fields.id}.example/keys`,
    base_url: url,
    default_base_url: url,
    base_url_variable: null,
    base_url_example: null,
    wire: "openai-chat",
    auth: null,
    header_names: [],
    missing_headers: [],
    query: [],
    models: [],
    names_models: false,
    file: null,
    ...fields,
  };
}

export const guideModels: ProviderModels = {
  provider: "guide",
  name: "Guide",
  kind: "guide",
  availability: { type: "ready" },
  models: [modelView("guide", "guide", "Guide")],
};

/** A first start: no key, no history, nothing found on this machine. */
export function firstRun(): FakeState {
  return {
    startup: { type: "ready" },
    settings: {
      theme: "system",
      language: "en",
      text_size: 15,
      zoom: 100,
      sidebar_open: true,
      code_theme: "app",
      code_wrap: false,
      code_numbers: false,
      last_model: null,
      model_titles: false,
      overflow: "ask",
      speech: { provider: null, model: "", voice: "", speed: 100 },
      dictation: { provider: null, model: "", language: null, microphone: null },
      list_sort: "updated",
      open_folders: [],
      artifact_share: 50,
    },
    conversations: new Map(),
    trashedBranches: 0,
    newChatDraft: "",
    providers: [
      provider({ id: "guide", name: "Guide", kind: "guide", key: { type: "not_needed" }, key_page: null }),
      provider({ id: "openai", name: "OpenAI" }),
      provider({ id: "groq", name: "Groq" }),
      provider({ id: "xai", name: "xAI" }),
      provider({
        id: "ollama",
        name: "Ollama",
        kind: "local",
        key: { type: "not_needed" },
        key_page: null,
        base_url: "http://localhost:11434/v1",
        default_base_url: "http://localhost:11434/v1",
      }),
    ],
    providerFiles: { folder: "/home/you/.local/share/parlance/providers", broken: [] },
    models: [
      guideModels,
      {
        provider: "openai",
        name: "OpenAI",
        kind: "cloud",
        availability: { type: "needs_key" },
        models: [],
      },
      { provider: "groq", name: "Groq", kind: "cloud", availability: { type: "needs_key" }, models: [] },
      { provider: "xai", name: "xAI", kind: "cloud", availability: { type: "needs_key" }, models: [] },
    ],
    overrides: new Map(),
    localServers: [],
    keyring: { type: "ready" },
    usage: [],
    usageByConversation: [],
    routing: { ...noRouting },
    spending: { day: null, month: null },
    network: {
      settings: { proxy: "system", proxy_url: null, certificate_file: null, patience: [] },
      proxy_password: false,
      problem: null,
    },
    parameters: new Map(),
    modelParameters: new Map(),
    refusals: new Map(),
    prompts: noPrompts(),
    gauges: new Map(),
    data: noData(),
    appInfo: {
      version: "0.1.0",
      data_folder: "/home/ada/.local/share/parlance",
      log_folder: "/home/ada/.local/share/parlance/logs",
      database_file: "/home/ada/.local/share/parlance/parlance.db",
      last_crash: null,
      restarted: false,
    },
  };
}
