// Generated from crates/ipc by `UPDATE_TYPES=1 cargo test -p parlance-ipc`. Do not edit.

/**
 * The watcher has applied every frame up to `seq`.
 */
export type AckArgs = { turn: string, 
/**
 * The watcher, as `TurnEvent::Reset` named it.
 */
watcher: number, seq: number, };

/**
 * A further key on its way in. It is zeroed by the keeper and never sent back.
 */
export type AddKeyArgs = { provider: string, name: string, key: string, };

/**
 * An answer that is to be asked for again, or to go on.
 */
export type AnswerGaugeArgs = { conversation: string, message: string, 
/**
 * As in [`crate::RegenerateArgs`].
 */
model: ModelChoice | null, 
/**
 * It goes on where it broke off.
 */
goes_on: boolean, };

/**
 * A model with its names for people.
 */
export type Answering = { model: ModelChoice, model_name: string, provider_name: string, };

/**
 * What changed somewhere else: the face reads it again when it shows it.
 */
export type AppEvent = { "type": "conversations" } | { "type": "conversation", id: string, } | { "type": "providers" } | { "type": "models" } | { "type": "secrets" } | { "type": "settings" } | { "type": "routing" } | { "type": "network" } | { "type": "parameters" } | { "type": "draft_files" } | { "type": "import" } | { "type": "import_offered", path: string, } | { "type": "prompts" } | { "type": "startup" } | { "type": "data" } | { "type": "backup_failed" } | { "type": "closing" };

export type AppInfo = { version: string, data_folder: string, log_folder: string, database_file: string, 
/**
 * The end of the last crash report, if the last run ended with one.
 */
last_crash: string | null, 
/**
 * Whether that ended the window before this one.
 */
restarted: boolean, };

/**
 * What a code block can be shown as.
 */
export type ArtifactKind = "html" | "svg" | "markdown";

/**
 * An artifact of an answer: a code block, by its number among those of the message.
 */
export type ArtifactPlace = { conversation: string, message: string, block: number, };

export type AttachOfferedArgs = { conversation: string | null, offered: number, };

export type Attached = { "type": "attached", file: DraftFileView, } | { "type": "refused", reason: FileRefusal, };

/**
 * Where a call carries its key.
 */
export type AuthStyle = { "type": "bearer" } | { "type": "header", name: string, } | { "type": "query", name: string, } | { "type": "none" };

export type Availability = { "type": "ready" } | { "type": "needs_key" } | { "type": "unavailable", code: ErrorCode, message: string, };

export type BackupInterval = "daily" | "weekly" | "never";

export type BackupSettings = { 
/**
 * `None`: nothing but the daily copies in the data folder.
 */
folder: string | null, interval: BackupInterval, 
/**
 * How many backups of this history stay in the folder, 1 to 100.
 */
keep: number, 
/**
 * Behind the passphrase that the keyring holds.
 */
sealed: boolean, };

export type BackupView = { path: string, made_at: number, size_bytes: number, 
/**
 * A passphrase is needed to read it.
 */
sealed: boolean, 
/**
 * Of this history, not of another one in the same folder.
 */
own: boolean, };

export type BackupsView = { settings: BackupSettings, 
/**
 * Newest first; of every history that backs up to the folder.
 */
backups: Array<BackupView>, 
/**
 * The copies in the data folder, newest first.
 */
copies: Array<BackupView>, 
/**
 * Why the last attempt failed, or the folder cannot be read.
 */
problem: string | null, };

export type BaseUrlArgs = { provider: string, 
/**
 * Empty goes back to the default.
 */
base_url: string, };

/**
 * A file whose bytes come from the window piece by piece, with `upload_piece`.
 */
export type BeginUploadArgs = { conversation: string | null, name: string, size_bytes: number, };

export type BlobArgs = { blob: string, };

/**
 * An operation on the list of top-level blocks of one part. Blocks are numbered from 0 in document order. All HTML is safe.
 */
export type BlockOp = { "op": "append", block: number, html: string, } | { "op": "replace", block: number, html: string, } | { "op": "grow", block: number, levels: Array<GrowthLevel>, cut: number, } | { "op": "append_lines", block: number, html: string, } | { "op": "partial_line", block: number, text: string, } | { "op": "truncate", block: number, };

export type BranchOffArgs = { conversation: string, 
/**
 * The last message that goes along.
 */
message: string, 
/**
 * What the new conversation is called.
 */
title: string, };

export type BrokenProviderFile = { file: string, message: string, };

/**
 * A provider's place in the chain of those that may be asked.
 */
export type ChainEntry = { provider: string, 
/**
 * The one model to ask there; `None` leaves it to Parlance.
 */
model: string | null, on: boolean, };

export type ChangeArgs = { conversations: Array<string>, change: ConversationChange, };

/**
 * What was done, for `take_back`.
 */
export type Changed = { 
/**
 * Known as long as the app runs, and fifty more things are not done.
 */
change: number, 
/**
 * How many conversations are not as they were.
 */
conversations: number, };

/**
 * Asks the person; the answer is a path.
 */
export type ChooseImportArgs = { 
/**
 * A folder instead of a file.
 */
folder: boolean, };

/**
 * What a path is wanted for. The person is asked by the system's own dialog; the answer is a path for a field, and `null` where
 * they thought better of it. A page can do nothing with a path but hand it in again.
 */
export type ChoosePathArgs = { "type": "export_one", conversation: string, format: ExportFormat, } | { "type": "export_folder" } | { "type": "export_all", 
/**
 * Behind a passphrase.
 */
sealed: boolean, } | { "type": "backup_folder" } | { "type": "backup_file" };

export type ChoosePersonaArgs = { 
/**
 * `None` is the new chat, which hands it on to the conversation that it becomes.
 */
conversation: string | null, 
/**
 * `None` goes on without one.
 */
persona: string | null, 
/**
 * Of a starter.
 */
language: string, 
/**
 * Goes back to this in place of taking over what the persona says.
 */
back: PersonaBefore | null, };

export type CleanUp = "trash" | "orphans" | "old_copies" | "compact";

export type CleanUpArgs = { what: CleanUp, };

/**
 * What the data folder took before and takes now, in bytes, of what was cleaned.
 */
export type CleanedUp = { before: number, after: number, };

/**
 * The colours of code.
 */
export type CodeTheme = "app" | "dark" | "light" | "contrast" | "classic";

/**
 * A question to several models at once. `question.model` is the first of them.
 */
export type CompareArgs = { question: SendArgs, 
/**
 * One to three.
 */
others: Array<ModelChoice>, 
/**
 * Files of the draft that go along, as in [`crate::SendFilesArgs`].
 */
files?: Array<number>, };

/**
 * The turns of a comparison have begun: the question is committed and the rows of its answers exist.
 */
export type ComparisonStarted = { 
/**
 * In the order of the models that were asked.
 */
turns: Array<string>, conversation: string, view: ConversationView, };

/**
 * Answers to the last message that is shown, of which one is still to be picked.
 */
export type ComparisonView = { 
/**
 * At least two, in the order in which they were asked for.
 */
answers: Array<MessageView>, };

/**
 * How much of a model's context the next question would take.
 */
export type ContextGauge = { 
/**
 * The whole conversation with the draft.
 */
used_tokens: number, 
/**
 * What the model takes, its answer included.
 */
context_tokens: number, 
/**
 * By a rule of thumb and not counted.
 */
estimated: boolean, 
/**
 * The name of the model that this is measured against, where the choice is left to Parlance.
 */
chosen: string | null, 
/**
 * What would be done about it where it does not fit; `None` where it does.
 */
overflow: OverflowPreview | null, };

export type ContinueArgs = { conversation: string, 
/**
 * The answer that goes on.
 */
message: string, 
/**
 * As in [`RegenerateArgs`].
 */
overflow?: Overflow, };

export type ConversationArgs = { conversation: string, };

export type ConversationChange = { "type": "folder", folder: string | null, } | { "type": "pinned", set: boolean, } | { "type": "archived", set: boolean, } | { "type": "trashed", set: boolean, } | { "type": "tag", tag: string, given: boolean, };

/**
 * All of a conversation's tree that is not in the trash.
 */
export type ConversationMap = { 
/**
 * The end of the path that is shown.
 */
leaf: string | null, 
/**
 * The oldest first; siblings are in their order.
 */
entries: Array<MapEntry>, };

export type ConversationParametersArgs = { 
/**
 * `None` is the new chat, which hands them on to the conversation that it becomes.
 */
conversation: string | null, parameters: Parameters, };

export type ConversationPersonaArgs = { 
/**
 * `None` is the new chat.
 */
conversation: string | null, };

/**
 * A row of the list. Times are milliseconds since 1970.
 */
export type ConversationRow = { id: string, title: string, folder: string | null, tags: Array<string>, pinned: boolean, archived: boolean, created_at: number, updated_at: number, 
/**
 * When it was deleted; `None` outside of the trash.
 */
trashed_at: number | null, 
/**
 * A turn is writing it now.
 */
streaming: boolean, 
/**
 * An answer has ended there since somebody last looked.
 */
unread: boolean, };

export type ConversationSize = { id: string, title: string, in_trash: boolean, bytes: number, };

/**
 * What one conversation used.
 */
export type ConversationUsage = { 
/**
 * `None` for all those together that were deleted.
 */
conversation: UsedConversation | null, calls: number, 
/**
 * As in [`UsageEntry`].
 */
unpriced: number, estimated: number, input_tokens: number, output_tokens: number, cached_tokens: number, reasoning_tokens: number, cost: number | null, };

/**
 * A conversation as it is shown: the path from its first message to its current leaf.
 */
export type ConversationView = { id: string, title: string, model: ModelChoice | null, 
/**
 * The end of the path, or all of it.
 */
messages: Array<MessageView>, 
/**
 * Whether others stand before them on the path.
 */
has_earlier: boolean, draft: string, 
/**
 * Answers side by side below the last of `messages`.
 */
comparison?: ComparisonView, };

export type ConversationsArgs = { conversations: Array<string>, };

export type CopyArgs = { text: string, 
/**
 * The same as rich text, for programs that take it.
 */
html: string | null, };

export type CustomProviderArgs = { 
/**
 * `None` adds one.
 */
id: string | null, name: string, 
/**
 * `{model}` in its path is replaced by the model that is asked.
 */
base_url: string, wire: WireFormat, 
/**
 * `None` is the wire's own.
 */
auth: AuthStyle | null, 
/**
 * Extra headers. They are kept like keys, since they often are.
 */
headers: Array<HeaderArgs>, query: Array<QueryParameter>, 
/**
 * Empty: the server is asked for them.
 */
models: Array<string>, key: string | null, };

/**
 * What works in the background.
 */
export type DataJob = { kind: DataJobKind, 
/**
 * Of `total`, in pieces of the job's own; `total` is 0 while it is not known.
 */
done: number, total: number, };

export type DataJobKind = "export" | "backup" | "preview" | "restore" | "clean_up";

export type DatabaseCopy = { 
/**
 * The file's name in the folder of kept copies.
 */
name: string, made_at: number, size_bytes: number, };

export type DiagramKind = "flowchart" | "sequence" | "class" | "state" | "entity_relationship" | "gantt" | "pie" | "git_graph" | "journey" | "mindmap" | "timeline" | "quadrant" | "xy_chart" | "block" | "c4" | "requirement" | "sankey" | "packet" | "kanban" | "architecture" | "radar" | "treemap" | "other";

/**
 * A diagram as the window painted it.
 */
export type DiagramPngArgs = { 
/**
 * Base64.
 */
png: string, 
/**
 * What it shows. The file's name is made of it.
 */
name: string, };

export type DiagramProblem = "too_long" | "too_much" | "unknown" | "syntax" | "unsupported";

/**
 * What became of a diagram.
 */
export type DiagramView = { "type": "drawn" } & DrawnDiagram | { "type": "refused" } & RefusedDiagram;

export type DictatedText = { text: string, };

export type DictationArgs = { dictation: number, };

export type DictationBegun = { "type": "recording", dictation: number, 
/**
 * It ends by itself after this.
 */
longest_ms: number, } | { "type": "silent", problem: MicrophoneProblem, };

export type DictationChoices = { providers: Array<DictationProvider>, microphones: Array<string>, };

/**
 * What becomes of a recording while it lasts.
 */
export type DictationEvent = { "type": "level", peak: number, elapsed_ms: number, } | { "type": "full" } | { "type": "lost" };

/**
 * A provider that writes down recordings.
 */
export type DictationProvider = { id: string, name: string, 
/**
 * Those that are known, the first of which is taken where none is named. Others may be named as well.
 */
models: Array<string>, };

/**
 * Who writes down what is dictated.
 */
export type DictationSettings = { 
/**
 * Without one there is no dictation.
 */
provider: string | null, 
/**
 * Empty is the provider's first.
 */
model: string, 
/**
 * ISO 639-1; `None` leaves it to the model.
 */
language: string | null, 
/**
 * As the system calls it; `None` is the system's choice.
 */
microphone: string | null, };

export type DraftArgs = { 
/**
 * `None` is the draft of the new chat.
 */
conversation: string | null, text: string, };

export type DraftFileArgs = { id: number, };

/**
 * A file beside a draft.
 */
export type DraftFileView = { 
/**
 * Another each time that a file is attached.
 */
id: number, position: number, blob: string, name: string, media_type: string, size_bytes: number, content: FileContent, };

export type DraftFilesArgs = { 
/**
 * `None` is the new chat.
 */
conversation: string | null, };

/**
 * A diagram of Mermaid that is to be drawn for the ground that it will stand on.
 */
export type DrawDiagramArgs = { source: string, dark: boolean, contrast: boolean, };

export type DrawnDiagram = { 
/**
 * To be shown as an image. It names the font `Parlance Diagram` and holds none.
 */
svg: string, 
/**
 * In CSS pixels.
 */
width: number, height: number, 
/**
 * What it is painted on, `#rrggbb`: not what was asked for where it brings colours of its own.
 */
ground: string, kind: DiagramKind, 
/**
 * What it calls itself; empty where it does not.
 */
title: string, 
/**
 * What it says of itself to those who cannot see it; empty where it says nothing.
 */
description: string, };

/**
 * What is dragged over the window.
 */
export type DropEvent = { "type": "over" } | { "type": "left" } | { "type": "dropped", files: Array<OfferedFile>, };

export type DroppedKindView = "image" | "document" | "tool_choice";

export type DroppedView = { kind: DroppedKindView, count: number, };

/**
 * Asks for what stands before a message on its path.
 */
export type EarlierArgs = { conversation: string, before: string, 
/**
 * The last of them, so many; all of them where it is `None`.
 */
most: number | null, };

/**
 * Messages in the order of their path.
 */
export type EarlierMessages = { messages: Array<MessageView>, 
/**
 * Whether others stand before them.
 */
has_earlier: boolean, };

export type EditArgs = { conversation: string, 
/**
 * The question that gets a sibling.
 */
message: string, 
/**
 * What it says now. Its files go along.
 */
text: string, model: ModelChoice, 
/**
 * As in [`SendArgs`].
 */
overflow?: Overflow, };

/**
 * The closed set of failures that a face branches on.
 */
export type ErrorCode = "key" | "permission" | "rate_limit" | "quota" | "budget" | "network" | "server" | "model_not_found" | "context_length" | "content_filter" | "invalid" | "not_found" | "busy" | "disk_full" | "read_only" | "database" | "keyring" | "internal";

/**
 * A passphrase on its way in; it is never sent back.
 */
export type ExportAllArgs = { 
/**
 * Where to: a folder, or a file that ends in `.zip` or, with a passphrase, in `.zip.age`. `None` is where downloads go.
 */
folder: string | null, passphrase: string | null, };

export type ExportArgs = { conversations: string[], format: ExportFormat, 
/**
 * A language tag, for the words that are nobody's.
 */
language: string, 
/**
 * Where to: a folder or, for one conversation, a file with the ending of the format. `None` is where downloads go.
 */
folder: string | null, };

export type ExportFormat = "markdown" | "html" | "json";

export type ExportPromptsArgs = { 
/**
 * Empty for all of the person's own.
 */
ids: Array<string>, 
/**
 * Of starters.
 */
language: string, };

export type ExportedArchive = { path: string, size_bytes: number, conversations: number, messages: number, blobs: number, 
/**
 * Files that messages name and the history does not have any more.
 */
missing_blobs: number, };

/**
 * Files that were written, one a conversation.
 */
export type ExportedFiles = { folder: string, files: Array<string>, };

export type ExportedProvider = { 
/**
 * The file that was written.
 */
path: string, 
/**
 * What is in it. No secrets.
 */
text: string, };

export type FavouriteArgs = { model: ModelChoice, favourite: boolean, };

/**
 * What a model is given of a file. Tokens are about what it costs.
 */
export type FileContent = { "type": "reading" } | { "type": "picture", width: number, height: number, tokens: number, } | { "type": "text", tokens: number, 
/**
 * The file has more than goes along.
 */
cut: boolean, } | { "type": "unreadable", reason: UnreadableFile, };

/**
 * Why a file is not attached. Nothing has changed then.
 */
export type FileRefusal = { "type": "too_large", most_bytes: number, } | { "type": "too_many", most: number, } | { "type": "temporary" } | { "type": "folder" } | { "type": "empty" } | { "type": "duplicate" } | { "type": "gone" } | { "type": "unreadable" };

export type FileView = { blob: string, name: string, media_type: string, size_bytes: number, };

export type FilterValuesArgs = { key: SearchFilterKey, };

/**
 * Asks where on the path that is shown words stand.
 */
export type FindArgs = { conversation: string, 
/**
 * Found as one piece, without regard to case and diacritics.
 */
words: string, };

export type Folder = "data" | "logs" | "providers" | "exports" | "downloads";

export type FolderArgs = { folder: Folder, };

export type FolderOfArgs = { folder: string, };

export type FolderView = { id: string, name: string, count: number, };

/**
 * A message in which they stand.
 */
export type FoundIn = { message: string, 
/**
 * How often, in the words without markup: what a window counts in what it draws can differ by what it adds or hides.
 */
count: number, };

export type GaugeArgs = { 
/**
 * `None` is the new chat.
 */
conversation: string | null, model: ModelChoice, 
/**
 * The size of what is being written, in bytes of UTF-8.
 */
draft_bytes: number, };

/**
 * An element whose end changes.
 */
export type GrowthLevel = { 
/**
 * So many child nodes go, from the end. Of a code block's lines none ever goes.
 */
drop: number, 
/**
 * Comes behind those that stay; what begins as text continues the text that it follows.
 */
html: string, };

export type HeaderArgs = { name: string, 
/**
 * `None` keeps the value that is already saved under this name.
 */
value: string | null, };

/**
 * The value of a header that a file of the user's names.
 */
export type HeaderValueArgs = { provider: string, name: string, value: string, };

/**
 * Whether images of a host are shown in a conversation without being asked for one by one.
 */
export type ImageHostArgs = { conversation: string, host: string, shown: boolean, };

export type ImportEnd = "complete" | "cancelled" | "failed";

/**
 * Whose export it is.
 */
export type ImportFormat = "chatgpt" | "claude" | "open_webui" | "librechat" | "jan" | "chatbox" | "parlance";

export type ImportPathArgs = { 
/**
 * A file or a folder.
 */
path: string, };

/**
 * What an export holds and what of it is here already. Nothing was written.
 */
export type ImportPreview = { path: string, 
/**
 * The file's name without its folders.
 */
name: string, format: ImportFormat, conversations: number, messages: number, 
/**
 * When the first and the last message was written, in milliseconds since 1970; `None` without conversations.
 */
first_at: number | null, last_at: number | null, 
/**
 * Conversations that are in the history already.
 */
known: number, in_trash: number, 
/**
 * Deleted for good here.
 */
deleted: number, skipped: ImportSkips, };

export type ImportProgress = { name: string, read_bytes: number, total_bytes: number, conversations: number, messages: number, };

/**
 * The text of a file with templates and personas.
 */
export type ImportPromptsArgs = { text: string, };

/**
 * The text of a file that describes a provider.
 */
export type ImportProviderArgs = { text: string, };

export type ImportReport = { path: string, name: string, deleted_too: boolean, end: ImportEnd, error: string | null, skipped: ImportSkips, 
/**
 * Files that the export names and does not hold.
 */
lost_files: number, 
/**
 * References between messages that led nowhere.
 */
mended: number, 
/**
 * The newest conversation that came in.
 */
newest: string | null, 
/**
 * Conversations that were not here.
 */
new: number, 
/**
 * They were here and got what was missing.
 */
completed: number, 
/**
 * They were here with everything.
 */
known: number, 
/**
 * They are in the trash and stay there.
 */
in_trash: number, 
/**
 * They were deleted for good and stay so.
 */
deleted: number, 
/**
 * Messages that were not here.
 */
messages: number, };

export type ImportSkip = { 
/**
 * May be empty.
 */
title: string, reason: ImportSkipReason, };

export type ImportSkipReason = "unreadable" | "cut_off" | "too_large" | "empty" | "newer" | "refused";

/**
 * Conversations that could not be read.
 */
export type ImportSkips = { count: number, 
/**
 * The first of them, at most 200.
 */
first: Array<ImportSkip>, };

export type ImportStartArgs = { path: string, 
/**
 * What was deleted for good here comes back as well.
 */
deleted_too: boolean, };

export type ImportStatus = { "type": "idle" } | { "type": "running" } & ImportProgress | { "type": "interrupted", path: string, name: string, deleted_too: boolean, } | { "type": "ended" } & ImportReport;

export type ImportedPrompts = { templates: number, personas: number, 
/**
 * Those that were there already, word for word.
 */
known: number, 
/**
 * Those whose name was another's.
 */
renamed: Array<RenamedPrompt>, };

/**
 * What somebody made of it; with `None` it is as it was written.
 */
export type KeepArtifactArgs = { place: ArtifactPlace, text: string | null, };

export type KeyArgs = { provider: string, id: string, };

/**
 * What the provider said to a key. The key is saved unless it was `Refused`.
 */
export type KeyCheck = { "type": "valid", models: number, } | { "type": "restricted" } | { "type": "barred", message: string, } | { "type": "refused", message: string, } | { "type": "unchecked", message: string, };

/**
 * Why a provider turned a key away.
 */
export type KeyErrorView = { 
/**
 * `Key`, `Permission` or `Quota`.
 */
code: ErrorCode, 
/**
 * In milliseconds since 1970.
 */
at: number, };

/**
 * Where a key comes from. The key itself never crosses.
 */
export type KeyState = { "type": "not_needed" } | { "type": "not_set" } | { "type": "keyring", last4: string, } | { "type": "session", last4: string, } | { "type": "environment", variable: string, last4: string, } | { "type": "unreachable" };

export type KeyView = { 
/**
 * Within its provider.
 */
id: string, 
/**
 * Empty where nobody gave one; of a key from the environment its variable.
 */
name: string, state: KeyState, 
/**
 * Set outside, and so neither renamed, replaced nor removed here.
 */
from_environment: boolean, 
/**
 * Calls are made with this one.
 */
in_use: boolean, 
/**
 * In milliseconds since 1970.
 */
last_used_at: number | null, 
/**
 * Since the last call that went well.
 */
last_error: KeyErrorView | null, };

export type KeyringStatus = { "type": "ready" } | { "type": "unavailable", reason: string, };

/**
 * An address to show to the user and open in the browser; http, https or mailto.
 */
export type LinkArgs = { url: string, };

export type ListModelsArgs = { 
/**
 * Ask the providers again instead of giving the last answer.
 */
refresh: boolean, };

/**
 * Where in the list a conversation is; each is in one place.
 */
export type ListPlace = { "type": "pinned" } | { "type": "folder", folder: string, } | { "type": "loose" } | { "type": "archived" } | { "type": "trash" };

export type ListSort = "updated" | "created" | "title";

/**
 * A server that answers on its usual port on this machine.
 */
export type LocalServer = { provider: string, name: string, models: Array<ModelView>, };

/**
 * What somebody looks at; `None` where it is no conversation.
 */
export type LookArgs = { conversation: string | null, };

export type MapEntry = { id: string, parent: string | null, role: MessageRole, state: MessageState, 
/**
 * How its text begins, in one line.
 */
excerpt: string, 
/**
 * Who answered, by the name for people.
 */
model_name: string | null, };

export type MessageArgs = { conversation: string, message: string, };

export type MessageError = { code: ErrorCode, message: string, };

/**
 * A file of a person's message.
 */
export type MessageFile = { "type": "picture" } & PictureView | { "type": "file" } & FileView;

export type MessageRole = "user" | "assistant";

export type MessageState = "streaming" | "complete" | "interrupted" | "failed";

export type MessageStats = { first_token_ms: number | null, duration_ms: number | null, input_tokens: number | null, output_tokens: number | null, 
/**
 * In millionths of a US dollar; `None` where no price is known.
 */
cost: number | null, 
/**
 * The provider has not told all of the cost; list prices were taken.
 */
cost_estimated: boolean, };

export type MessageView = { id: string, role: MessageRole, state: MessageState, model: ModelChoice | null, 
/**
 * The model's and the provider's names for people.
 */
model_name: string | null, provider_name: string | null, 
/**
 * How the model came about; `None` where it was asked by name and has answered.
 */
route: RouteView | null, 
/**
 * Empty while the message streams: then the turn's frames carry its parts. Empty for a person's message: its source is
 * shown as it was typed.
 */
parts: Array<PartView>, 
/**
 * The visible text as it was written, for copying and editing.
 */
source: string, 
/**
 * What a person attached.
 */
files: Array<MessageFile>, 
/**
 * What the model could not be sent; known when the message is sealed.
 */
dropped: Array<DroppedView>, 
/**
 * The sources that it names; known when the message is sealed.
 */
sources: Array<SourceView>, 
/**
 * The error that ended it; the face shows a card with the one right button.
 */
error: MessageError | null, 
/**
 * The turn that writes it now.
 */
turn: string | null, siblings: SiblingsView, stats: MessageStats | null, 
/**
 * What of the parameters that were set was not sent.
 */
omissions: Array<Omission>, created_at: number, };

/**
 * Why nothing is heard.
 */
export type MicrophoneProblem = "missing" | "refused" | "busy" | "failed";

export type ModalitiesView = { image: boolean | null, pdf: boolean | null, audio: boolean | null, video: boolean | null, };

export type ModelArgs = { model: ModelChoice, };

/**
 * A model together with the provider that serves it.
 */
export type ModelChoice = { provider: string, model: string, };

/**
 * What there is to change about a model.
 */
export type ModelDetails = { said: ModelOverride, 
/**
 * The model without what the user says.
 */
without: ModelView, };

/**
 * What the user says of a model. A field that is null is left to its provider.
 */
export type ModelOverride = { name: string | null, context_tokens: number | null, max_output_tokens: number | null, 
/**
 * Prices are millionths of a US dollar per million tokens.
 */
price_input: number | null, price_output: number | null, price_cached: number | null, vision: boolean | null, tools: boolean | null, };

export type ModelParametersArgs = { model: ModelChoice, parameters: Parameters, };

/**
 * A model, as far as anybody says: the user, else its provider's list, else the snapshot that comes with the program. A field is
 * null where nobody does.
 */
export type ModelView = { model: ModelChoice, name: string, 
/**
 * Its place among the user's favourites, from 0; null for one that is none of them.
 */
favourite: number | null, 
/**
 * In tokens.
 */
context_tokens: number | null, 
/**
 * The longest answer.
 */
max_output_tokens: number | null, price: PriceView | null, 
/**
 * What it reads besides text.
 */
input: ModalitiesView, 
/**
 * What it makes besides text.
 */
output: ModalitiesView, 
/**
 * Whether it calls tools.
 */
tools: boolean | null, reasoning: ReasoningView | null, 
/**
 * How far its knowledge goes: `2026-06` or `2026-06-01`.
 */
knowledge: string | null, 
/**
 * Null before its first answer.
 */
speed: SpeedView | null, };

export type NamedModelsArgs = { provider: string, 
/**
 * Empty goes back to the default.
 */
models: Array<string>, };

/**
 * How servers are reached. On its way in the proxy's address may hold a password; on its way out it never does.
 */
export type NetworkSettings = { proxy: ProxyKind, proxy_url: string | null, 
/**
 * A file of certificates in the PEM format that are trusted beside the system's.
 */
certificate_file: string | null, patience: Array<ProviderPatience>, };

export type NetworkView = { settings: NetworkSettings, 
/**
 * A password for the proxy's user is kept.
 */
proxy_password: boolean, 
/**
 * Why they cannot be used as they are, such as a file that has gone; the system's way is used meanwhile.
 */
problem: string | null, };

export type NewNameArgs = { name: string, };

export type NoArgs = Record<symbol, never>;

/**
 * A file that was dropped or chosen and can be attached. Its path stays in the core.
 */
export type OfferedFile = { id: number, name: string, };

/**
 * A parameter that was set for an answer and did not reach its model.
 */
export type Omission = { parameter: ParameterName, reason: OmissionReason, };

export type OmissionReason = "refused" | "unsupported" | "excluded";

export type OpenArtifactArgs = { kind: ArtifactKind, 
/**
 * What its file is called; empty where it has no name.
 */
name: string, source: string, };

/**
 * A template as it is filled in: its pieces in order, to be joined with what was entered. What is entered is not looked into.
 */
export type OpenedTemplate = { fields: Array<TemplateField>, pieces: Array<TemplatePiece>, };

export type OrderFoldersArgs = { folders: Array<string>, };

/**
 * How many conversations are where.
 */
export type Outline = { pinned: number, 
/**
 * In their order, the empty ones as well.
 */
folders: Array<FolderView>, 
/**
 * In no folder, by periods. What is older than all bounds is in the last.
 */
loose: Array<number>, archived: number, trash: number, 
/**
 * Branches in the trash, of conversations that are not in it.
 */
trashed_branches: number, tags: Array<TagView>, };

export type OutlineArgs = { tag: string | null, sort: ListSort, 
/**
 * The moments at which the periods of [`Outline::loose`] begin, the latest first.
 */
bounds: Array<number>, };

/**
 * What happens with a conversation that is too long for the model.
 */
export type Overflow = "ask" | "trim" | "compact";

export type OverflowPreview = { 
/**
 * How many of the oldest messages would stay behind.
 */
left_out: number, 
/**
 * How many of them no summary covers yet; 0 where the one that there is will do.
 */
to_summarise: number, 
/**
 * About what a summary of those costs, in millionths of a US dollar; `None` where no price is known.
 */
summary_cost: number | null, };

export type OverrideModelArgs = { model: ModelChoice, 
/**
 * In the place of everything that the user said before.
 */
said: ModelOverride, };

export type PageArgs = { place: ListPlace, 
/**
 * Only what has this tag.
 */
tag: string | null, sort: ListSort, offset: number, 
/**
 * Of conversations, no more than 500 are given; of ids, as many as are asked for.
 */
limit: number, };

export type ParameterName = "system_prompt" | "temperature" | "top_p" | "max_output_tokens" | "reasoning" | "verbosity" | "stop" | "seed";

/**
 * How a model is asked, beyond what is said. What is not set is left to the provider.
 */
export type Parameters = { system_prompt?: string, 
/**
 * 0 to 2.
 */
temperature?: number, 
/**
 * 0 to 1.
 */
top_p?: number, max_output_tokens?: number, reasoning?: Reasoning, verbosity?: Verbosity, 
/**
 * At most four.
 */
stop?: Array<string>, seed?: number, };

export type ParametersArgs = { 
/**
 * `None` is the new chat.
 */
conversation: string | null, model: ModelChoice, };

/**
 * What is set, and what can be.
 */
export type ParametersView = { 
/**
 * For the conversation or the new chat. Goes before `everywhere`.
 */
here: Parameters, 
/**
 * For the model in every conversation.
 */
everywhere: Parameters, 
/**
 * What the model's provider can be told. Empty for the Guide.
 */
offered: Array<ParameterName>, 
/**
 * The efforts that it knows, from the least to the most.
 */
efforts: Array<ReasoningEffort>, 
/**
 * The highest temperature that it takes.
 */
max_temperature: number, 
/**
 * A number of tokens can stand in place of an effort.
 */
takes_budget: boolean, refused: Array<RefusalView>, };

/**
 * An operation on one part of the message. A part is created by its first operation.
 */
export type PartOp = { "type": "text", part: number, op: BlockOp, } | { "type": "reasoning", part: number, op: BlockOp, } | { "type": "tool_call", part: number, name: string, arguments: string, } | { "type": "tool_result", part: number, result: ToolResultView, } | { "type": "image", part: number, picture: PictureView, } | { "type": "reasoning_ended", part: number, duration_ms: number, };

/**
 * A rendered part. `blocks` are safe HTML, one top-level block each.
 */
export type PartView = { "type": "text", blocks: Array<string>, } | { "type": "reasoning", blocks: Array<string>, duration_ms: number | null, } | { "type": "tool_call", name: string, arguments: string, } | { "type": "tool_result" } & ToolResultView | { "type": "image" } & PictureView;

export type PassedView = { model: ModelChoice, provider_name: string, code: ErrorCode, message: string, wait_ms: number | null, };

/**
 * How a conversation was asked before its persona was chosen.
 */
export type PersonaBefore = { persona: string | null, parameters: Parameters, 
/**
 * `None` for the new chat, and where none was asked yet.
 */
model: ModelChoice | null, };

export type PersonaView = { id: string, name: string, 
/**
 * One character as a person sees it, or nothing.
 */
icon: string, description: string, 
/**
 * `None` keeps the model that is asked.
 */
model: ModelChoice | null, parameters: Parameters, 
/**
 * Beginnings of a message.
 */
starters: Array<string>, starter: boolean, hidden: boolean, };

/**
 * A picture of an answer. Its bytes are `load_blob`'s.
 */
export type PictureView = { blob: string, media_type: string, 
/**
 * In pixels, where the file says.
 */
width: number | null, height: number | null, alt: string, };

/**
 * What the user wants of a model that is chosen for them.
 */
export type Preference = "fast" | "balanced" | "best" | "cheap";

/**
 * What every token of a call costs whose prompt is longer than so many tokens; as in [`PriceView`].
 */
export type PriceTierView = { above_tokens: number, input: number, output: number, cached: number | null, };

/**
 * In millionths of a US dollar per million tokens.
 */
export type PriceView = { input: number, output: number, 
/**
 * Input that the provider still had; `None` where no price of its own is known.
 */
cached: number | null, 
/**
 * What long prompts cost, the shortest first.
 */
tiers: Array<PriceTierView>, };

export type PrintArgs = { conversation: string, language: string, };

/**
 * A template or a persona.
 */
export type PromptArgs = { id: string, 
/**
 * Of a starter.
 */
language: string, };

/**
 * The person's own first, each kind with what was used last before the others. A starter gives way to one of the person's own
 * of its name.
 */
export type Prompts = { templates: Array<TemplateView>, personas: Array<PersonaView>, };

export type PromptsArgs = { 
/**
 * Of the starters; English where there are none in it.
 */
language: string, };

export type ProviderArgs = { provider: string, };

/**
 * What the user allows for one provider; `None` is no limit.
 */
export type ProviderBudget = { provider: string, requests_per_minute: number | null, requests_per_day: number | null, tokens_per_minute: number | null, tokens_per_day: number | null, };

/**
 * The folder whose files each describe a provider.
 */
export type ProviderFiles = { folder: string, 
/**
 * Those that describe none, by name.
 */
broken: Array<BrokenProviderFile>, };

export type ProviderFilesArgs = { 
/**
 * Read the folder again instead of telling what was found at start.
 */
refresh: boolean, };

export type ProviderKind = "cloud" | "local" | "custom" | "auto" | "guide";

/**
 * The models of one provider, as it listed them last.
 */
export type ProviderModels = { provider: string, name: string, kind: ProviderKind, availability: Availability, models: Array<ModelView>, };

/**
 * How long a provider is waited for, in seconds; `None` is the usual time.
 */
export type ProviderPatience = { provider: string, first_byte_s: number | null, idle_s: number | null, };

export type ProviderView = { id: string, name: string, kind: ProviderKind, wire: WireFormat, 
/**
 * Of the key that a call takes.
 */
key: KeyState, 
/**
 * The keys that there are, the environment's last.
 */
keys: Array<KeyView>, 
/**
 * Where a person gets a key; https.
 */
key_page: string | null, 
/**
 * Where the key goes, if not where the wire has it.
 */
auth: AuthStyle | null, 
/**
 * Empty where the user has to say first.
 */
base_url: string, default_base_url: string | null, 
/**
 * What an address looks like where each account has its own.
 */
base_url_example: string | null, 
/**
 * The environment variable that sets the base URL, when one does.
 */
base_url_variable: string | null, 
/**
 * Extra headers of a custom provider; values are hidden when they look like secrets.
 */
header_names: Array<string>, 
/**
 * Those of them that have no value yet.
 */
missing_headers: Array<string>, query: Array<QueryParameter>, 
/**
 * The models, where the provider is not asked for them.
 */
models: Array<string>, 
/**
 * A provider of the directory whose models the user names.
 */
names_models: boolean, 
/**
 * The file of the user's folder that describes it; such a provider is changed there.
 */
file: string | null, };

/**
 * Which proxy calls to other machines go through.
 */
export type ProxyKind = "system" | "direct" | "own";

/**
 * A parameter of the query of every call. It is no secret.
 */
export type QueryParameter = { name: string, value: string, };

/**
 * A question on the path that is shown.
 */
export type QuestionLine = { message: string, 
/**
 * Its beginning, on one line. Empty where only files were sent.
 */
text: string, };

export type ReadAloudArgs = { conversation: string, message: string, names: SpokenNames, };

export type ReadingArgs = { reading: number, };

/**
 * A message that is read out. The one before it has ended.
 */
export type ReadingView = { reading: number, sentences: Array<SentenceView>, };

export type Reasoning = { "effort": ReasoningEffort } | { "budget_tokens": number };

export type ReasoningEffort = "none" | "minimal" | "low" | "medium" | "high" | "xhigh" | "max";

/**
 * How a model thinks before it answers.
 */
export type ReasoningView = { "type": "none" } | { "type": "own" } | { "type": "budget" } | { "type": "levels", levels: Array<string>, };

export type RefusalArgs = { model: ModelChoice, parameter: ParameterName, };

/**
 * What the model was found to refuse. It is not sent.
 */
export type RefusalView = { parameter: ParameterName, 
/**
 * Only this value, `effort` for any effort and `budget` for any number of tokens; `None` for whatever it is.
 */
value: string | null, };

export type RefusedDiagram = { problem: DiagramProblem, 
/**
 * In the words of the parser, in English; empty where it is not about the source's words.
 */
message: string, 
/**
 * From 1, where it is known.
 */
line: number | null, };

export type RegenerateArgs = { conversation: string, 
/**
 * The answer that gets a sibling.
 */
message: string, 
/**
 * `None` asks the model that wrote it.
 */
model: ModelChoice | null, 
/**
 * As in [`SendArgs`]; `None` does what was done for the answer before, or else what the settings have.
 */
overflow?: Overflow, };

export type RenameArgs = { conversation: string, title: string, };

export type RenameFolderArgs = { folder: string, name: string, };

export type RenameKeyArgs = { provider: string, id: string, name: string, };

export type RenameTagArgs = { tag: string, name: string, };

export type RenamedPrompt = { from: string, to: string, };

export type RenderArgs = { source: string, };

/**
 * A key's next secret on its way in. It is zeroed by the keeper and never sent back.
 */
export type ReplaceKeyArgs = { provider: string, id: string, key: string, };

export type RestoreArgs = { 
/**
 * A `DatabaseCopy::name`.
 */
copy: string, };

/**
 * A backup, a kept copy or an archive. A passphrase on its way in; it is never sent back.
 */
export type RestoreBackupArgs = { path: string, 
/**
 * `None` is the one in the keyring, where one is needed.
 */
passphrase: string | null, };

/**
 * A file that was taken away and comes back to its place.
 */
export type RestoreFileArgs = { conversation: string | null, blob: string, name: string, media_type: string, size_bytes: number, position: number, };

/**
 * What came of merging a file, or what would come of it.
 */
export type RestoreReport = { 
/**
 * Files that conversations name and neither the history nor the backup has.
 */
missing_blobs: number, 
/**
 * Conversations that cannot be read.
 */
broken: number, 
/**
 * Conversations that were not here.
 */
new: number, 
/**
 * They were here and got what was missing.
 */
completed: number, 
/**
 * They were here with everything.
 */
known: number, 
/**
 * They are in the trash and stay there.
 */
in_trash: number, 
/**
 * They were deleted for good and stay so.
 */
deleted: number, 
/**
 * Messages that were not here.
 */
messages: number, };

/**
 * The words of `parlance_providers::routing::Reason`.
 */
export type RouteReason = "first" | "next" | "preferred" | "named" | "fast" | "best" | "cheap" | "hard_question" | "easy_question" | "room" | "images" | "tools" | "reasoning" | "began";

/**
 * How the model of an answer came about.
 */
export type RouteView = { 
/**
 * Why Parlance chose it; `None` where it was chosen by name.
 */
auto: Array<RouteReason> | null, 
/**
 * Who could not answer, in the order in which they were asked.
 */
passed: Array<PassedView>, 
/**
 * How many of the oldest messages stayed behind, because the conversation is too long for the model.
 */
left_out: number | null, 
/**
 * What went along in the place of the oldest messages.
 */
summary: SummaryView | null, };

/**
 * Who answers when the choice is left to Parlance, and what it may cost.
 */
export type Routing = { preference: Preference, 
/**
 * In the order in which they are asked.
 */
chain: Array<ChainEntry>, 
/**
 * When a model that was chosen by name cannot answer, ask the next of the chain.
 */
fall_back: boolean, budgets: Array<ProviderBudget>, 
/**
 * Millionths of a US dollar, by the machine's day; `None` is no limit.
 */
money_per_day: number | null, money_per_month: number | null, };

/**
 * A passphrase on its way in; it is never sent back.
 */
export type SaveBackupsArgs = { settings: BackupSettings, 
/**
 * `None` keeps the one that is known.
 */
passphrase: string | null, };

/**
 * The code of a block and what its fence says of it; both may be empty.
 */
export type SaveCodeArgs = { text: string, file: string, language: string, };

export type SaveFileArgs = { blob: string, name: string, };

export type SaveImageArgs = { url: string, 
/**
 * What the image shows. The file's name is made of it.
 */
name: string, };

/**
 * A key on its way in. It is zeroed by the keeper and never sent back.
 */
export type SaveKeyArgs = { provider: string, key: string, };

export type SavePersonaArgs = { 
/**
 * `None`, or a starter's, adds one.
 */
id: string | null, name: string, icon: string, description: string, model: ModelChoice | null, parameters: Parameters, starters: Array<string>, };

export type SavePictureArgs = { blob: string, 
/**
 * What the picture shows. The file's name is made of it.
 */
name: string, };

export type SaveTemplateArgs = { 
/**
 * `None`, or a starter's, adds one.
 */
id: string | null, name: string, description: string, body: string, };

/**
 * What was typed: words, `"phrases"`, `-what to leave out`, and filters such as `in:folder`.
 */
export type SearchArgs = { query: string, };

/**
 * A filter as it stands in what was typed.
 */
export type SearchFilter = { key: SearchFilterKey, 
/**
 * As it is typed before the colon.
 */
name: string, 
/**
 * Empty while it is being typed.
 */
value: string, 
/**
 * What it names is left out.
 */
negated: boolean, 
/**
 * Where it stands, in characters (code points).
 */
start: number, end: number, 
/**
 * Whether the value is one that the filter understands. Otherwise it is left out of the search.
 */
known: boolean, 
/**
 * What the value may become, where it is not yet one of these.
 */
suggestions: Array<string>, };

/**
 * What a filter looks at.
 */
export type SearchFilterKey = "folder" | "tag" | "model" | "provider" | "role" | "before" | "after" | "has" | "is";

/**
 * One hit: a conversation, and the message in it that matched best (`None` when only the title did).
 */
export type SearchHit = { conversation: string, title: string, message: string | null, 
/**
 * Pieces of the matching text in order; those with `hit` are what was searched for.
 */
snippet: Array<SnippetPiece>, 
/**
 * What was found in that text, as it stands there: each once, also what the snippet leaves out.
 */
words: Array<string>, 
/**
 * The words stand in a file beside the message.
 */
in_file: boolean, 
/**
 * How many more messages of the conversation match.
 */
further: number, archived: boolean, updated_at: number, };

export type SendArgs = { 
/**
 * `None` starts a new conversation.
 */
conversation: string | null, text: string, model: ModelChoice, 
/**
 * What happens this time if the conversation is too long; `None` is as the settings have it.
 */
overflow?: Overflow, };

/**
 * A question with files of its draft.
 */
export type SendFilesArgs = { 
/**
 * Its text may be empty.
 */
question: SendArgs, 
/**
 * [`DraftFileView::id`].
 */
files: Array<number>, };

/**
 * A sentence of a reading, counted from 0.
 */
export type SentenceArgs = { reading: number, sentence: number, };

export type SentenceView = { 
/**
 * What the voice says.
 */
said: string, 
/**
 * Its words as they stand in the message, without those that only a voice says. White space may differ.
 */
shown: string, };

/**
 * Preferences of this device.
 */
export type Settings = { theme: Theme, 
/**
 * A language tag such as `de`; `None` follows the system.
 */
language: string | null, 
/**
 * Body text in CSS pixels, 13 to 20.
 */
text_size: number, 
/**
 * How large the whole window is drawn, in percent, 50 to 300.
 */
zoom: number, sidebar_open: boolean, code_theme: CodeTheme, 
/**
 * Long lines of code are broken instead of scrolled.
 */
code_wrap: boolean, 
/**
 * Lines of code are numbered.
 */
code_numbers: boolean, 
/**
 * The model that the new chat offers.
 */
last_model: ModelChoice | null, 
/**
 * Ask the model for a title after its first answer; off, the first words are the title.
 */
model_titles: boolean, 
/**
 * What happens with a conversation that is too long for its model.
 */
overflow: Overflow, speech: SpeechSettings, dictation: DictationSettings, 
/**
 * The order of the list of conversations.
 */
list_sort: ListSort, 
/**
 * The folders of the list that are open, by their ids.
 */
open_folders: Array<string>, 
/**
 * How much of the window an artifact takes beside the conversation, in percent of its width.
 */
artifact_share: number, };

/**
 * A page to be shown in a frame of its own.
 */
export type ShowArtifactArgs = { source: string, };

export type ShownArtifact = { 
/**
 * For the frame. It ends when some newer pages have been shown.
 */
url: string, };

/**
 * The message's place among its siblings: `ids[index]` is the message itself.
 */
export type SiblingsView = { ids: Array<string>, index: number, };

export type SnippetPiece = { text: string, hit: boolean, };

/**
 * At least one of the members is there. `url` is http or https.
 */
export type SourceView = { url: string | null, title: string | null, 
/**
 * The words of the source.
 */
quote: string | null, };

/**
 * A provider that can be asked for speech.
 */
export type SpeechProvider = { id: string, name: string, 
/**
 * Those that are known, the first of which is taken where none is named. Others may be named as well.
 */
models: Array<string>, voices: Array<string>, };

/**
 * Who reads answers out.
 */
export type SpeechSettings = { 
/**
 * `None` is the system's own voice, where it has one.
 */
provider: string | null, 
/**
 * Empty is the provider's first.
 */
model: string, 
/**
 * As the provider, or the system, calls it. Empty is the first.
 */
voice: string, 
/**
 * Percent of the voice's own speed, 75 to 200.
 */
speed: number, };

/**
 * Medians of the user's last calls, at most 20.
 */
export type SpeedView = { calls: number, 
/**
 * Milliseconds from the question to the first word.
 */
first_token_ms: number, 
/**
 * From the first word on, rounded. Null where no answer was long enough to tell.
 */
tokens_per_second: number | null, };

/**
 * Money against its budget, in millionths of a US dollar.
 */
export type Spending = { spent: number, budget: number, };

/**
 * `None` where there is no budget.
 */
export type SpendingView = { day: Spending | null, month: Spending | null, };

/**
 * What stands in a text and has no words, as a voice names it; empty says nothing.
 */
export type SpokenNames = { code: string, formula: string, table: string, address: string, };

/**
 * Whether the history opened.
 */
export type Startup = { "type": "opening" } | { "type": "ready" } | { "type": "damaged" } & StartupProblem | { "type": "failed" } & StartupProblem;

export type StartupProblem = { kind: StartupProblemKind, 
/**
 * The file or folder in question.
 */
path: string, 
/**
 * The cause in the system's words.
 */
detail: string, 
/**
 * Kept copies that could be restored, newest first.
 */
copies: Array<DatabaseCopy>, };

export type StartupProblemKind = "corrupt" | "newer" | "read_only" | "disk_full" | "locked" | "other";

/**
 * In bytes.
 */
export type StorageView = { 
/**
 * The database; `messages`, `trash`, `index` and `database_free` are parts of it.
 */
database: number, messages: number, trash: number, 
/**
 * What the search needs.
 */
index: number, 
/**
 * What was deleted and is still in the file.
 */
database_free: number, blobs: number, blob_count: number, copies: number, copy_count: number, 
/**
 * Backups of this history in the folder that was chosen for them.
 */
backups: number, backup_count: number, 
/**
 * Damaged histories that a restore set aside.
 */
set_aside: number, logs: number, disk_free: number, 
/**
 * The largest first.
 */
conversations: Array<ConversationSize>, };

export type SummaryView = { 
/**
 * How many messages it covers.
 */
messages: number, 
/**
 * As the model wrote it, Markdown; empty where it is not there any more.
 */
text: string, };

export type TagArgs = { tag: string, };

/**
 * How many of some conversations have a tag.
 */
export type TagUse = { tag: string, count: number, };

export type TagView = { id: string, name: string, count: number, };

export type TakeBackArgs = { change: number, };

/**
 * Asked once, however often it occurs.
 */
export type TemplateField = { name: string, 
/**
 * What it is until the person says something else; one of `options` where there are any.
 */
value: string, 
/**
 * Empty where anything can be entered.
 */
options: Array<string>, };

export type TemplatePiece = { "type": "text", text: string, } | { "type": "field", field: number, } | { "type": "clipboard" };

export type TemplateTextArgs = { body: string, };

export type TemplateView = { id: string, 
/**
 * What is typed behind the slash.
 */
name: string, description: string, body: string, starter: boolean, 
/**
 * A starter that the person does not want to see.
 */
hidden: boolean, };

export type Theme = "system" | "dark" | "light" | "contrast";

/**
 * `text` is as the tool gave it, and neither Markdown nor HTML.
 */
export type ToolContentView = { "type": "text", text: string, } | { "type": "image" } & PictureView;

export type ToolResultView = { name: string, content: Array<ToolContentView>, 
/**
 * The tool was run and failed, or was not run.
 */
is_error: boolean, };

/**
 * A message in the trash and what was below it when it was deleted.
 */
export type TrashedBranchView = { conversation: string, title: string, message: string, role: MessageRole, 
/**
 * How the first message begins.
 */
excerpt: string, 
/**
 * How many messages there are in it.
 */
messages: number, trashed_at: number, };

export type TrashedBranchesArgs = { 
/**
 * `None` asks for those of all conversations that are not in the trash themselves.
 */
conversation: string | null, };

export type TurnArgs = { turn: string, };

/**
 * What a turn's watcher receives, in order, on one channel. A message is under 7 KB as JSON: above 8,192 bytes the webview
 * would have to fetch it apart.
 */
export type TurnEvent = { "type": "reset", watcher: number, } | { "type": "frame", seq: number, ops: Array<PartOp>, } | { "type": "frame_piece", seq: number, piece: number, of: number, json: string, } | { "type": "answering", answering: Answering, } | { "type": "status", status: TurnStatus, } | { "type": "last_frame" } | { "type": "ended", state: MessageState, error: MessageError | null, };

/**
 * A turn that has begun: the question is committed and the answer's row exists.
 */
export type TurnStarted = { turn: string, conversation: string, 
/**
 * The shown path with the new messages at its end.
 */
view: ConversationView, };

export type TurnStatus = { "type": "connecting" } | { "type": "streaming" } | { "type": "waiting", silent_ms: number, } | { "type": "retrying", attempt: number, delay_ms: number, reason: string, } | { "type": "summarising" } | { "type": "limited", provider: string, wait_ms: number, } | { "type": "trying", provider: string, passed: string, code: ErrorCode, 
/**
 * How long the one that was passed asks to wait.
 */
wait_ms: number | null, };

export type UnreadableFile = "no_words" | "locked" | "unknown_type" | "old_office" | "damaged" | "too_large" | "missing";

export type UploadArgs = { upload: number, };

export type UploadBegun = { "type": "begun", upload: number, } | { "type": "refused", reason: FileRefusal, };

export type UsageArgs = { 
/**
 * How many days, today included.
 */
days: number, };

/**
 * What one model was used on one day.
 */
export type UsageEntry = { 
/**
 * `2026-11-21`, by the machine's clock and time zone.
 */
day: string, provider: string, 
/**
 * For people.
 */
provider_name: string, model: string, calls: number, 
/**
 * The calls among them whose cost is not known.
 */
unpriced: number, 
/**
 * Those whose cost is estimated from list prices, not told by the provider.
 */
estimated: number, input_tokens: number, output_tokens: number, cached_tokens: number, reasoning_tokens: number, 
/**
 * In millionths of a US dollar; `None` where no price was known.
 */
cost: number | null, };

export type UsedConversation = { id: string, title: string, 
/**
 * It is in the trash.
 */
trashed: boolean, };

export type Verbosity = "low" | "medium" | "high";

/**
 * What a provider speaks. The names are those of `parlance_llm::Wire`.
 */
export type WireFormat = "openai-chat" | "openai-responses" | "anthropic-messages" | "gemini" | "ollama-chat";

/**
 * A file that was written.
 */
export type WrittenFile = { path: string, };

/** What each command takes and gives. */
export interface Commands {
  startup: { args: NoArgs; result: Startup };
  retry_startup: { args: NoArgs; result: Startup };
  restore_database: { args: RestoreArgs; result: Startup };
  open_conversation: { args: ConversationArgs; result: ConversationView };
  earlier_messages: { args: EarlierArgs; result: EarlierMessages };
  render_markdown: { args: RenderArgs; result: Array<string> };
  draw_diagram: { args: DrawDiagramArgs; result: DiagramView };
  find_in_conversation: { args: FindArgs; result: Array<FoundIn> };
  questions: { args: ConversationArgs; result: Array<QuestionLine> };
  rename_conversation: { args: RenameArgs; result: void };
  select_sibling: { args: MessageArgs; result: ConversationView };
  reveal_message: { args: MessageArgs; result: ConversationView };
  search: { args: SearchArgs; result: Array<SearchHit> };
  search_filters: { args: SearchArgs; result: Array<SearchFilter> };
  filter_values: { args: FilterValuesArgs; result: Array<string> };
  new_chat_draft: { args: NoArgs; result: string };
  save_draft: { args: DraftArgs; result: void };
  image_hosts: { args: ConversationArgs; result: Array<string> };
  set_image_host: { args: ImageHostArgs; result: Array<string> };
  look_at: { args: LookArgs; result: void };
  artifact_edit: { args: ArtifactPlace; result: string | null };
  keep_artifact_edit: { args: KeepArtifactArgs; result: void };
  conversation_page: { args: PageArgs; result: Array<ConversationRow> };
  conversation_ids: { args: PageArgs; result: Array<string> };
  conversation_outline: { args: OutlineArgs; result: Outline };
  change_conversations: { args: ChangeArgs; result: Changed };
  take_back: { args: TakeBackArgs; result: void };
  create_folder: { args: NewNameArgs; result: string };
  rename_folder: { args: RenameFolderArgs; result: void };
  order_folders: { args: OrderFoldersArgs; result: void };
  delete_folder: { args: FolderOfArgs; result: Changed };
  create_tag: { args: NewNameArgs; result: string };
  rename_tag: { args: RenameTagArgs; result: void };
  delete_tag: { args: TagArgs; result: Changed };
  tags_of: { args: ConversationsArgs; result: Array<TagUse> };
  delete_for_good: { args: ConversationsArgs; result: void };
  empty_trash: { args: NoArgs; result: void };
  draft_files: { args: DraftFilesArgs; result: Array<DraftFileView> };
  attach_offered: { args: AttachOfferedArgs; result: Attached };
  begin_upload: { args: BeginUploadArgs; result: UploadBegun };
  end_upload: { args: UploadArgs; result: Attached };
  abort_upload: { args: UploadArgs; result: void };
  remove_draft_file: { args: DraftFileArgs; result: void };
  restore_draft_file: { args: RestoreFileArgs; result: DraftFileView };
  send_files: { args: SendFilesArgs; result: TurnStarted };
  send_message: { args: SendArgs; result: TurnStarted };
  regenerate: { args: RegenerateArgs; result: TurnStarted };
  continue_message: { args: ContinueArgs; result: TurnStarted };
  context_gauge: { args: GaugeArgs; result: ContextGauge | null };
  answer_gauge: { args: AnswerGaugeArgs; result: ContextGauge | null };
  stop_turn: { args: TurnArgs; result: void };
  ack_frame: { args: AckArgs; result: void };
  edit_question: { args: EditArgs; result: TurnStarted };
  compare: { args: CompareArgs; result: ComparisonStarted };
  pick_answer: { args: MessageArgs; result: ConversationView };
  branch_off: { args: BranchOffArgs; result: ConversationView };
  trash_branch: { args: MessageArgs; result: ConversationView };
  restore_branch: { args: MessageArgs; result: ConversationView };
  trashed_branches: { args: TrashedBranchesArgs; result: Array<TrashedBranchView> };
  conversation_map: { args: ConversationArgs; result: ConversationMap };
  delete_branch_for_good: { args: MessageArgs; result: void };
  begin_temporary: { args: NoArgs; result: ConversationView };
  close_temporary: { args: ConversationArgs; result: void };
  keep_temporary: { args: ConversationArgs; result: ConversationView };
  parameters: { args: ParametersArgs; result: ParametersView };
  set_conversation_parameters: { args: ConversationParametersArgs; result: void };
  set_model_parameters: { args: ModelParametersArgs; result: void };
  forget_refusals: { args: RefusalArgs; result: void };
  list_prompts: { args: PromptsArgs; result: Prompts };
  save_template: { args: SaveTemplateArgs; result: TemplateView };
  save_persona: { args: SavePersonaArgs; result: PersonaView };
  duplicate_prompt: { args: PromptArgs; result: string };
  remove_prompt: { args: PromptArgs; result: void };
  restore_prompt: { args: PromptArgs; result: void };
  preview_template: { args: TemplateTextArgs; result: OpenedTemplate };
  conversation_persona: { args: ConversationPersonaArgs; result: PersonaView | null };
  choose_persona: { args: ChoosePersonaArgs; result: PersonaBefore };
  import_prompts: { args: ImportPromptsArgs; result: ImportedPrompts };
  export_prompts: { args: ExportPromptsArgs; result: WrittenFile };
  list_providers: { args: NoArgs; result: Array<ProviderView> };
  list_models: { args: ListModelsArgs; result: Array<ProviderModels> };
  set_favourite: { args: FavouriteArgs; result: void };
  model_details: { args: ModelArgs; result: ModelDetails };
  override_model: { args: OverrideModelArgs; result: ModelView };
  detect_local: { args: NoArgs; result: Array<LocalServer> };
  save_key: { args: SaveKeyArgs; result: KeyCheck };
  add_key: { args: AddKeyArgs; result: KeyCheck };
  replace_key: { args: ReplaceKeyArgs; result: KeyCheck };
  rename_key: { args: RenameKeyArgs; result: void };
  use_key: { args: KeyArgs; result: void };
  remove_key: { args: KeyArgs; result: void };
  set_base_url: { args: BaseUrlArgs; result: void };
  save_custom_provider: { args: CustomProviderArgs; result: ProviderView };
  remove_custom_provider: { args: ProviderArgs; result: void };
  set_models: { args: NamedModelsArgs; result: void };
  set_header_value: { args: HeaderValueArgs; result: void };
  import_provider: { args: ImportProviderArgs; result: ProviderView };
  export_provider: { args: ProviderArgs; result: ExportedProvider };
  provider_files: { args: ProviderFilesArgs; result: ProviderFiles };
  keyring_status: { args: NoArgs; result: KeyringStatus };
  retry_keyring: { args: NoArgs; result: KeyringStatus };
  routing: { args: NoArgs; result: Routing };
  save_routing: { args: Routing; result: void };
  spending: { args: NoArgs; result: SpendingView };
  network: { args: NoArgs; result: NetworkView };
  save_network: { args: NetworkSettings; result: NetworkView };
  usage: { args: UsageArgs; result: Array<UsageEntry> };
  usage_by_conversation: { args: UsageArgs; result: Array<ConversationUsage> };
  usage_csv: { args: UsageArgs; result: string };
  export_usage: { args: UsageArgs; result: WrittenFile };
  backups: { args: NoArgs; result: BackupsView };
  save_backups: { args: SaveBackupsArgs; result: BackupsView };
  back_up_now: { args: NoArgs; result: BackupsView };
  preview_restore: { args: RestoreBackupArgs; result: RestoreReport };
  restore_backup: { args: RestoreBackupArgs; result: RestoreReport };
  replace_history: { args: RestoreBackupArgs; result: Startup };
  data_job: { args: NoArgs; result: DataJob | null };
  cancel_data_job: { args: NoArgs; result: void };
  storage: { args: NoArgs; result: StorageView };
  clean_up: { args: CleanUpArgs; result: CleanedUp };
  import_preview: { args: ImportPathArgs; result: ImportPreview };
  import_start: { args: ImportStartArgs; result: ImportStatus };
  import_status: { args: NoArgs; result: ImportStatus };
  import_cancel: { args: NoArgs; result: void };
  import_dismiss: { args: NoArgs; result: void };
  speech_providers: { args: NoArgs; result: Array<SpeechProvider> };
  read_aloud: { args: ReadAloudArgs; result: ReadingView };
  stop_reading: { args: ReadingArgs; result: void };
  dictation_choices: { args: NoArgs; result: DictationChoices };
  finish_dictation: { args: DictationArgs; result: DictatedText };
  cancel_dictation: { args: DictationArgs; result: void };
  app_info: { args: NoArgs; result: AppInfo };
  diagnostics: { args: NoArgs; result: string };
  window_ready: { args: NoArgs; result: void };
  close_window: { args: NoArgs; result: void };
  get_settings: { args: NoArgs; result: Settings };
  save_settings: { args: Settings; result: void };
  open_link: { args: LinkArgs; result: void };
  open_folder: { args: FolderArgs; result: void };
  choose_import: { args: ChooseImportArgs; result: string | null };
  copy_text: { args: CopyArgs; result: void };
  copy_picture: { args: BlobArgs; result: void };
  use_template: { args: PromptArgs; result: OpenedTemplate };
  save_picture: { args: SavePictureArgs; result: WrittenFile };
  save_code: { args: SaveCodeArgs; result: WrittenFile | null };
  save_diagram: { args: DiagramPngArgs; result: WrittenFile | null };
  copy_diagram: { args: DiagramPngArgs; result: void };
  copy_image: { args: LinkArgs; result: void };
  save_image: { args: SaveImageArgs; result: WrittenFile };
  export_conversations: { args: ExportArgs; result: ExportedFiles };
  print_conversation: { args: PrintArgs; result: WrittenFile };
  export_everything: { args: ExportAllArgs; result: ExportedArchive };
  pick_files: { args: NoArgs; result: Array<OfferedFile> };
  paste_picture: { args: DraftFilesArgs; result: Attached | null };
  save_file: { args: SaveFileArgs; result: WrittenFile };
  choose_path: { args: ChoosePathArgs; result: string | null };
  show_artifact: { args: ShowArtifactArgs; result: ShownArtifact };
  open_artifact: { args: OpenArtifactArgs; result: void };
}
