import { IpcError } from "../error";
import type {
  AppEvent,
  ConversationView,
  DictationBegun,
  DictationEvent,
  DropEvent,
  MessageView,
  PartView,
} from "../generated";
import type { Args, CommandName, Result, Transport } from "../transport";
import { artifactCommands } from "./artifacts";
import { branchCommands } from "./branches";
import { choosingCommands } from "./choosing";
import { dataCommands } from "./data";
import { drawDiagram } from "./diagrams";
import { FakeFiles } from "./files";
import type { Handler, Handlers } from "./handlers";
import { imageCommands } from "./images";
import { FakeImports } from "./import";
import { modelDetails, overrideModel, setFavourite } from "./models";
import { organiseCommands } from "./organise";
import { parameterCommands } from "./parameters";
import { promptCommands } from "./prompts";
import { providerCommands } from "./providers";
import { searchCommands } from "./search";
import { type FakeConversation, type FakeState, firstRun, message } from "./state";
import { temporaryCommands } from "./temporary";
import { FakeTurn } from "./turn";
import { FakeVoice } from "./voice";

/** A core in memory, with the contract of the real one. It answers at once; a test decides what a turn says and when. */
export class FakeCore implements Transport {
  readonly state: FakeState;
  readonly calls: { command: CommandName; args: unknown }[] = [];
  readonly turns = new Map<string, FakeTurn>();
  /** Called when a turn begins, with the answer that it writes. The demo streams from here. */
  onTurn: (turn: FakeTurn, answer: MessageView) => void = () => undefined;
  readonly imports = new FakeImports((event) => this.notify(event));
  images = new Map<string, Blob>();
  /** Hosts whose images are shown, by conversation. */
  imageHosts = new Map<string, Set<string>>();
  blobs = new Map<string, Blob>();
  /** What somebody made of artifacts, by `message/block`. */
  artifactEdits = new Map<string, string>();
  readonly files = new FakeFiles(this);
  readonly voice = new FakeVoice();
  #overrides: Partial<Handlers> = {};
  #listeners = new Set<(event: AppEvent) => void>();
  #lastId = 0;
  #lookedAt: string | null = null;

  constructor(state: FakeState = firstRun()) {
    this.state = state;
  }

  /** Answers a command in another way; throw an `IpcError` to fail it. */
  on<C extends CommandName>(command: C, handler: Handler<C>): void {
    this.#overrides = { ...this.#overrides, [command]: handler };
  }

  /** The arguments of every call of a command so far. */
  callsOf<C extends CommandName>(command: C): Args<C>[] {
    return this.calls.filter((call) => call.command === command).map((call) => call.args as Args<C>);
  }

  notify(event: AppEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  async invoke<C extends CommandName>(command: C, args: Args<C>): Promise<Result<C>> {
    this.calls.push({ command, args });
    const handler: Handler<C> = (this.#overrides as Handlers)[command] ?? this.#handlers[command];
    // A real answer is a copy as well: changing it must not change the core.
    return structuredClone(await handler(args));
  }

  async watchTurn(turn: string, onEvent: Parameters<Transport["watchTurn"]>[1]): Promise<() => void> {
    return this.turn(turn).watch(onEvent);
  }

  async watchApp(onEvent: (event: AppEvent) => void): Promise<() => void> {
    this.#listeners.add(onEvent);
    return () => this.#listeners.delete(onEvent);
  }

  async loadImage(url: string): Promise<Blob> {
    const image = this.images.get(url);
    if (!image) throw new IpcError("network", `No image at ${url}`);
    return image;
  }

  async loadBlob(blob: string): Promise<Blob> {
    const image = this.blobs.get(blob);
    if (!image) throw new IpcError("not_found", `No picture ${blob}`);
    return image;
  }

  async watchDrops(onEvent: (event: DropEvent) => void): Promise<() => void> {
    return this.files.watchDrops(onEvent);
  }

  async loadThumbnail(blob: string): Promise<Blob> {
    return this.loadBlob(blob);
  }

  async loadSentence(reading: number, sentence: number): Promise<Blob> {
    return this.voice.load(reading, sentence);
  }

  async beginDictation(onEvent: (event: DictationEvent) => void): Promise<DictationBegun> {
    return this.voice.begin(onEvent);
  }

  async uploadPiece(upload: number, bytes: Uint8Array): Promise<void> {
    this.files.piece(upload, bytes);
  }

  turn(id: string): FakeTurn {
    const turn = this.turns.get(id);
    if (!turn) throw new IpcError("not_found", `No turn ${id}`);
    return turn;
  }

  /** Seals the answer of a turn, as the core does before it says that the turn ended. */
  endTurn(
    id: string,
    state: MessageView["state"],
    parts: PartView[],
    error: MessageView["error"] = null,
  ): void {
    for (const entry of this.state.conversations.values()) {
      const { view } = entry;
      const shown = [...view.messages, ...(view.comparison?.answers ?? [])];
      const answer = shown.find((candidate) => candidate.turn === id);
      if (!answer) continue;
      Object.assign(answer, { state, parts, error, turn: null });
      entry.unread = this.#lookedAt !== view.id;
      this.turn(id).end(state, error);
      this.notify({ type: "conversation", id: view.id });
      this.notify({ type: "conversations" });
    }
  }

  newId(prefix: string): string {
    this.#lastId += 1;
    return `${prefix}-${this.#lastId}`;
  }

  #conversation(id: string): FakeConversation {
    const found = this.state.conversations.get(id);
    if (!found) throw new IpcError("not_found", "This conversation is no longer there.");
    return found;
  }

  #send({ conversation, text, model }: Args<"send_message">): Result<"send_message"> {
    const entry = this.#asked(conversation, text, model);
    entry.view.messages.push(message({ id: this.newId("message"), role: "user", source: text }));
    return this.#begin(entry.view, this.#answer(model));
  }

  #begin(view: ConversationView, answer: MessageView): Result<"send_message"> {
    view.messages.push(answer);
    return { turn: this.#write(answer), conversation: view.id, view };
  }

  #write(answer: MessageView): string {
    const turn = new FakeTurn(this.newId("turn"));
    this.turns.set(turn.id, turn);
    Object.assign(answer, { state: "streaming", parts: [], source: "", turn: turn.id, error: null });
    this.onTurn(turn, answer);
    this.notify({ type: "conversations" });
    return turn.id;
  }

  /** The conversation that is asked, made where there is none. */
  #asked(conversation: string | null, text: string, model: MessageView["model"]): FakeConversation {
    const id = conversation ?? this.newId("conversation");
    if (!this.state.conversations.has(id)) {
      this.state.conversations.set(id, {
        view: { id, title: text.slice(0, 48), model, messages: [], has_earlier: false, draft: "" },
        updatedAt: Date.now(),
        trashed: false,
      });
      this.#handOn(id);
    }
    const entry = this.#conversation(id);
    entry.updatedAt = Date.now();
    entry.view.model = model;
    entry.view.draft = "";
    return entry;
  }

  #answer(model: MessageView["model"]): MessageView {
    const listed = this.state.models.find((provider) => provider.provider === model?.provider);
    return message({
      id: this.newId("message"),
      role: "assistant",
      source: "",
      model,
      model_name: listed?.models.find((entry) => entry.model.model === model?.model)?.name ?? null,
      provider_name: listed?.name ?? null,
    });
  }

  /** The new chat's persona and parameters belong to the conversation that it has become. */
  #handOn(id: string): void {
    const { chosen } = this.state.prompts;
    const persona = chosen.get("new");
    if (persona !== undefined) {
      chosen.delete("new");
      chosen.set(id, persona);
      this.notify({ type: "prompts" });
    }
    const parameters = this.state.parameters.get("new");
    if (!parameters) return;
    this.state.parameters.delete("new");
    this.state.parameters.set(id, parameters);
    this.notify({ type: "parameters" });
  }

  readonly #handlers: Handlers = {
    startup: () => this.state.startup,
    retry_startup: () => this.state.startup,
    restore_database: () => {
      this.state.startup = { type: "ready" };
      return this.state.startup;
    },

    open_conversation: ({ conversation }) => this.#conversation(conversation).view,
    earlier_messages: ({ conversation, before, most }) => {
      const { earlier = [], view } = this.#conversation(conversation);
      const path = [...earlier, ...view.messages];
      const end = path.findIndex(({ id }) => id === before);
      const from = most === null ? 0 : Math.max(0, end - most);
      return { messages: path.slice(from, end), has_earlier: from > 0 };
    },
    ...this.voice.commands,
    draw_diagram: drawDiagram,
    ...artifactCommands(this),
    look_at: ({ conversation }) => {
      this.#lookedAt = conversation;
      const entry = conversation === null ? undefined : this.state.conversations.get(conversation);
      if (!entry?.unread) return;
      entry.unread = false;
      this.notify({ type: "conversations" });
    },
    find_in_conversation: ({ conversation, words }) => {
      const { earlier = [], view } = this.#conversation(conversation);
      return [...earlier, ...view.messages]
        .map(({ id, source }) => ({
          message: id,
          count: source.toLowerCase().split(words.toLowerCase()).length - 1,
        }))
        .filter(({ count }) => count > 0);
    },
    questions: ({ conversation }) => {
      const { earlier = [], view } = this.#conversation(conversation);
      return [...earlier, ...view.messages]
        .filter(({ role }) => role === "user")
        .map(({ id, source }) => ({ message: id, text: source }));
    },
    rename_conversation: ({ conversation, title }) => {
      this.#conversation(conversation).view.title = title;
      this.notify({ type: "conversations" });
    },
    select_sibling: ({ conversation }) => this.#conversation(conversation).view,
    reveal_message: ({ conversation, message }) => {
      const { earlier = [], view } = this.#conversation(conversation);
      const from = earlier.findIndex(({ id }) => id === message);
      if (from === -1) return view;
      return { ...view, messages: [...earlier.slice(from), ...view.messages], has_earlier: from > 0 };
    },
    ...searchCommands(this),
    new_chat_draft: () => this.state.newChatDraft,
    save_draft: ({ conversation, text }) => {
      if (conversation === null) this.state.newChatDraft = text;
      else this.#conversation(conversation).view.draft = text;
    },

    ...organiseCommands(this),

    send_message: (args) => this.#send(args),
    regenerate: ({ conversation, message: id, model }) => {
      const { view } = this.#conversation(conversation);
      const at = view.messages.findIndex((entry) => entry.id === id);
      const before = view.messages[at];
      if (!before) throw new IpcError("not_found", "This message is no longer there.");
      if (before.role === "user") return this.#begin(view, this.#answer(model ?? view.model));
      view.messages.splice(at);
      const answer = this.#answer(model ?? before.model);
      const ids = [...before.siblings.ids, answer.id];
      answer.siblings = { ids, index: ids.length - 1 };
      return this.#begin(view, answer);
    },
    continue_message: ({ conversation, message: id }) => {
      const { view } = this.#conversation(conversation);
      const at = view.messages.findIndex((entry) => entry.id === id);
      const [answer] = view.messages.splice(at, 1);
      if (!answer) throw new IpcError("not_found", "This message is no longer there.");
      return this.#begin(view, answer);
    },
    ...this.files.commands,
    send_files: ({ question, files }) => {
      const attached = this.files.take(question.conversation, files);
      const started = this.#send(question);
      const asked = started.view.messages.findLast((entry) => entry.role === "user");
      if (asked) asked.files = attached;
      return started;
    },
    stop_turn: ({ turn }) => {
      this.turn(turn).stopped = true;
      this.endTurn(turn, "interrupted", []);
    },
    context_gauge: ({ model }) => this.state.gauges.get(model.model) ?? null,
    answer_gauge: ({ model }) => (model && this.state.gauges.get(model.model)) ?? null,
    ack_frame: ({ turn, watcher, seq }) => {
      this.turn(turn).acks.push({ watcher, seq });
    },

    ...branchCommands(this, {
      open: (id, text, model) => this.#asked(id, text, model),
      answer: (model) => this.#answer(model),
      begin: (answer) => this.#write(answer),
    }),

    ...parameterCommands(this),

    ...promptCommands(this),
    ...temporaryCommands(this),

    list_providers: () => this.state.providers,
    list_models: () => this.state.models,
    set_favourite: ({ model, favourite }) => setFavourite(this.state, model, favourite),
    model_details: ({ model }) => modelDetails(this.state, model),
    override_model: ({ model, said }) => overrideModel(this.state, model, said),
    detect_local: () => this.state.localServers,
    ...providerCommands(this),
    provider_files: () => this.state.providerFiles,
    keyring_status: () => this.state.keyring,
    retry_keyring: () => this.state.keyring,

    routing: () => this.state.routing,
    save_routing: (routing) => {
      this.state.routing = routing;
      this.notify({ type: "routing" });
    },
    spending: () => this.state.spending,

    network: () => this.state.network,
    save_network: (settings) => {
      this.state.network = { ...this.state.network, settings };
      this.notify({ type: "network" });
      return this.state.network;
    },

    usage: () => this.state.usage,
    usage_by_conversation: () => this.state.usageByConversation,
    usage_csv: () =>
      `time,provider,model\r\n${this.state.usage.map(({ day, provider, model }) => `${day},${provider},${model}\r\n`).join("")}`,
    export_usage: () => ({ path: `${this.state.appInfo.data_folder}/exports/parlance-usage.csv` }),
    ...dataCommands(this),
    ...this.imports.commands,
    ...choosingCommands,
    ...imageCommands(this),
    app_info: () => this.state.appInfo,
    diagnostics: () => `Parlance ${this.state.appInfo.version}`,
    window_ready: () => undefined,
    close_window: () => undefined,
    get_settings: () => this.state.settings,
    save_settings: (settings) => {
      this.state.settings = settings;
    },
    open_link: () => undefined,
    open_folder: () => undefined,
    copy_text: () => undefined,
    copy_picture: () => undefined,
    save_picture: () => ({ path: "/home/me/Downloads/parlance-picture.png" }),
  };
}
