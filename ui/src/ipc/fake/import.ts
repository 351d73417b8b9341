import { IpcError } from "../error";
import type { AppEvent, ImportPreview, ImportReport, ImportStatus } from "../generated";
import type { Handlers } from "./handlers";

type ImportCommand =
  | "import_preview"
  | "import_start"
  | "import_status"
  | "import_cancel"
  | "import_dismiss"
  | "choose_import";

const NOTHING = { count: 0, first: [] };

export const importPreview: ImportPreview = {
  path: "/home/me/export.zip",
  name: "export.zip",
  format: "chatgpt",
  conversations: 2000,
  messages: 24_000,
  first_at: Date.UTC(2023, 0, 5),
  last_at: Date.UTC(2026, 6, 1),
  known: 0,
  in_trash: 0,
  deleted: 0,
  skipped: NOTHING,
};

export const importReport: ImportReport = {
  path: "/home/me/export.zip",
  name: "export.zip",
  deleted_too: false,
  end: "complete",
  error: null,
  new: 2000,
  completed: 0,
  known: 0,
  in_trash: 0,
  deleted: 0,
  messages: 24_000,
  skipped: NOTHING,
  lost_files: 0,
  mended: 0,
  newest: "c1",
};

/** Imports as a test says: `tell` changes what the core answers and sends the event. */
export class FakeImports {
  status: ImportStatus = { type: "idle" };
  preview: ImportPreview | null = importPreview;
  chosen: string | null = "/home/me/export.zip";
  readonly #notify: (event: AppEvent) => void;

  constructor(notify: (event: AppEvent) => void) {
    this.#notify = notify;
  }

  tell(status: ImportStatus): void {
    this.status = status;
    this.#notify({ type: "import" });
  }

  readonly commands: Pick<Handlers, ImportCommand> = {
    import_preview: ({ path }) => {
      if (this.preview === null) throw new IpcError("invalid", "This is no export that Parlance knows.");
      return { ...this.preview, path };
    },
    import_start: () => {
      const { name, conversations, messages } = this.preview ?? importPreview;
      this.status = { type: "running", name, read_bytes: 0, total_bytes: 100, conversations, messages };
      return this.status;
    },
    import_status: () => this.status,
    import_cancel: () => this.tell({ type: "ended", ...importReport, end: "cancelled" }),
    import_dismiss: () => this.tell({ type: "idle" }),
    choose_import: () => this.chosen,
  };
}
