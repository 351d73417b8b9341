import type { ModelView, PartOp, ProviderModels } from "../generated";
import { FakeCore } from "./core";
import { keyView, withKeys } from "./keys";
import {
  type FakeState,
  firstRun,
  guideModels,
  message,
  modelKey,
  modelView,
  paragraphs,
  provider,
} from "./state";

const DAY_MS = 86_400_000;

function ready(
  id: string,
  name: string,
  kind: ProviderModels["kind"],
  models: [string, string, number | null, Partial<ModelView>?][],
): ProviderModels {
  return {
    provider: id,
    name,
    kind,
    availability: { type: "ready" },
    models: models.map(([model, label, context_tokens, more]) => ({
      ...modelView(id, model, label),
      context_tokens,
      ...more,
    })),
  };
}

/** A window in everyday use: keys set, servers found, weeks of conversations. */
function everyday(): FakeState {
  const state = firstRun();
  state.providers = [
    provider({ id: "guide", name: "Guide", kind: "guide", key: { type: "not_needed" }, key_page: null }),
    withKeys(provider({ id: "openai", name: "OpenAI" }), [
      keyView({
        id: "first",
        name: "Work",
        state: { type: "keyring", last4: "x7Qd" },
        in_use: true,
        last_used_at: Date.now() - 200_000,
      }),
      keyView({
        id: "private",
        name: "Private",
        state: { type: "keyring", last4: "92fa" },
        last_used_at: Date.now() - 3 * DAY_MS,
        last_error: { code: "quota", at: Date.now() - 3 * DAY_MS },
      }),
      keyView({
        id: "environment",
        name: "OPENAI_API_KEY",
        state: { type: "environment", variable: "OPENAI_API_KEY", last4: "44c0" },
        from_environment: true,
      }),
    ]),
    provider({
      id: "groq",
      name: "Groq",
      key: { type: "environment", variable: "GROQ_API_KEY", last4: "91ab" },
    }),
    ...["xAI", "Mistral", "DeepSeek", "Together"].map((name) => provider({ id: name.toLowerCase(), name })),
    provider({
      id: "azure",
      name: "Azure OpenAI",
      base_url: "",
      default_base_url: null,
      base_url_example: "https://your-resource.openai.azure.com/openai/v1",
      names_models: true,
    }),
    provider({ id: "openrouter", name: "OpenRouter", key: { type: "unreachable" } }),
    provider({
      id: "ollama",
      name: "Ollama",
      kind: "local",
      key_page: null,
      base_url: "http://localhost:11434/v1",
      default_base_url: "http://localhost:11434/v1",
    }),
    provider({
      id: "custom-lab",
      name: "Lab cluster",
      kind: "custom",
      key: { type: "session", last4: "0000" },
      key_page: null,
      base_url: "https://llm.lab.example/v1",
      default_base_url: null,
      header_names: ["X-Team"],
    }),
    provider({
      id: "gateway",
      name: "Company gateway",
      kind: "custom",
      key: { type: "not_needed" },
      key_page: null,
      base_url: "https://llm.example/deployments/{model}",
      default_base_url: null,
      header_names: ["x-team"],
      missing_headers: ["x-team"],
      models: ["gpt-6.1"],
      file: "gateway.parlance-provider.toml",
    }),
  ];
  state.providerFiles.broken = [{ file: "old.toml", message: 'Line 4: "soap" is none of the API formats.' }];
  state.models = [
    ready("openai", "OpenAI", "cloud", [
      [
        "gpt-6.1-sol",
        "GPT-6.1 Sol",
        1_050_000,
        {
          max_output_tokens: 128_000,
          price: { input: 2_000_000, output: 10_000_000, cached: 100_000, tiers: [] },
          input: { image: true, pdf: true, audio: false, video: false },
          tools: true,
          reasoning: { type: "levels", levels: ["low", "medium", "high", "xhigh", "max"] },
          knowledge: "2026-04-30",
          speed: { calls: 20, first_token_ms: 1400, tokens_per_second: 92 },
        },
      ],
      ["gpt-6.1-sol-mini", "GPT-6.1 Sol mini", 400_000],
      ["gpt-image-2", "GPT Image 2", null],
    ]),
    ready("groq", "Groq", "cloud", [
      [
        "openai/gpt-oss-120b",
        "gpt-oss 120B",
        131_072,
        {
          favourite: 0,
          price: { input: 150_000, output: 600_000, cached: null, tiers: [] },
          input: { image: false, pdf: false, audio: false, video: false },
          tools: true,
          reasoning: { type: "levels", levels: ["low", "medium", "high"] },
          speed: { calls: 12, first_token_ms: 210, tokens_per_second: 480 },
        },
      ],
      ["llama-3.3-70b-versatile", "Llama 3.3 70B", 131_072],
    ]),
    ready("ollama", "Ollama", "local", [["qwen3:8b", "Qwen 3 8B", 40_960]]),
    guideModels,
    {
      provider: "custom-lab",
      name: "Lab cluster",
      kind: "custom",
      availability: { type: "unavailable", code: "network", message: "No such host: llm.lab.example" },
      models: [],
    },
    ...["xAI", "Mistral", "DeepSeek"].map(
      (name): ProviderModels => ({
        provider: name.toLowerCase(),
        name,
        kind: "cloud",
        availability: { type: "needs_key" },
        models: [],
      }),
    ),
  ];
  state.settings.last_model = { provider: "groq", model: "llama-3.3-70b-versatile" };
  state.parameters.set("demo-0", { system_prompt: "Answer in short sentences.", temperature: 0.4 });
  state.refusals.set(modelKey(state.settings.last_model), [{ parameter: "verbosity", value: null }]);
  state.gauges.set("llama-3.3-70b-versatile", {
    used_tokens: 82_400,
    context_tokens: 131_072,
    estimated: false,
    chosen: null,
    overflow: null,
  });
  const titles: [string, number][] = [
    ["Backoff with full jitter in Rust", 0],
    ["Compare three flats by cost per m²", 0],
    ["Rewrite the abstract, calmer", 0],
    ["What does EXPLAIN QUERY PLAN say here", 1],
    ["Sourdough at 28 °C", 1],
    ["Letter to the landlord, German", 1],
    ["Tauri window without white flash", 4],
    ["Gift for a friend who has everything", 5],
    ["Refactor the sync engine", 6],
    ["A month of dinners for two", 20],
    ["Thesis outline", 70],
  ];
  for (const [index, [title, daysAgo]] of titles.entries()) {
    const id = `demo-${index}`;
    state.conversations.set(id, {
      updatedAt: Date.now() - daysAgo * DAY_MS - index * 1000,
      trashed: false,
      view: {
        id,
        title,
        model: state.settings.last_model,
        has_earlier: false,
        draft: "",
        messages: [
          message({ id: `${id}-q`, role: "user", source: title }),
          message({
            id: `${id}-a`,
            role: "assistant",
            source:
              "Keep the retry around the request, not around the stream.\n\nOnce the first token is on screen, an error is the caller's to show.",
            model: state.settings.last_model,
            model_name: "Llama 3.3 70B",
            omissions: index === 0 ? [{ parameter: "verbosity", reason: "refused" }] : [],
            provider_name: "Groq",
            stats: {
              first_token_ms: 210,
              duration_ms: 1900,
              input_tokens: 38,
              output_tokens: 412,
              cost: 254,
              cost_estimated: true,
            },
          }),
        ],
      },
    });
  }
  return state;
}

function words(core: FakeCore): void {
  core.onTurn = (turn, answer) => {
    const text =
      "This is the demo of the interface: no model was asked.\n\nKeep the retry around the request, not around the stream. Once the first token is on screen, an error is the caller's to show.";
    const blocks = paragraphs(text);
    const steps: PartOp[] = blocks.flatMap((block, number) => {
      const pieces = block.slice(3, -4).split(" ");
      return pieces.map((_, index): PartOp => {
        const html = `<p>${pieces.slice(0, index + 1).join(" ")}</p>`;
        return { type: "text", part: 0, op: { op: index === 0 ? "append" : "replace", block: number, html } };
      });
    });
    turn.status({ type: "connecting" });
    const timer = setInterval(() => {
      if (turn.stopped) return clearInterval(timer);
      const step = steps.shift();
      if (step) return turn.frame([step]);
      clearInterval(timer);
      answer.source = text;
      core.endTurn(turn.id, "complete", [{ type: "text", blocks }]);
    }, 40);
  };
}

/** The core of `npm run dev` in a plain browser. The address chooses the scene: `?scene=first-run&theme=light`. */
export function demoCore(scene: URLSearchParams): FakeCore {
  const core = new FakeCore(scene.get("scene") === "everyday" ? everyday() : firstRun());
  const { state } = core;
  const theme = scene.get("theme");
  if (theme === "dark" || theme === "light") state.settings.theme = theme;
  state.settings.language = scene.get("language");
  if (scene.has("local")) {
    const models = ready("ollama", "Ollama", "local", [
      ["qwen3:8b", "Qwen 3 8B", 40_960],
      ["llama3.2:3b", "Llama 3.2 3B", 131_072],
      ["gemma3:4b", "Gemma 3 4B", 131_072],
    ]).models;
    state.localServers = [{ provider: "ollama", name: "Ollama", models }];
  }
  if (scene.has("no-keyring")) state.keyring = { type: "unavailable", reason: "No secret service answers." };
  if (scene.has("crash")) state.appInfo.last_crash = "thread 'main' panicked at src/lib.rs:42:7";
  const problem = scene.get("problem");
  if (problem === "opening") state.startup = { type: "opening" };
  else if (problem === "corrupt" || problem === "newer" || problem === "disk_full") {
    state.startup = {
      type: "failed",
      kind: problem,
      path: state.appInfo.database_file,
      detail: "database disk image is malformed (code 11)",
      copies:
        problem === "corrupt"
          ? [
              { name: "before-0007.db", made_at: Date.now() - DAY_MS, size_bytes: 3_412_992 },
              { name: "before-0006.db", made_at: Date.now() - 9 * DAY_MS, size_bytes: 2_904_064 },
            ]
          : [],
    };
  }
  words(core);
  return core;
}
