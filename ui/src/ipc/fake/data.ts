import { IpcError } from "../error";
import type { BackupsView, BackupView, RestoreReport, StorageView } from "../generated";
import type { Handlers, Owner } from "./handlers";

/** What the fake core knows of exports, backups and the disk. */
export interface FakeData {
  backups: BackupsView;
  /** What every file brings. */
  report: RestoreReport;
  storage: StorageView;
}

export function noData(): FakeData {
  return {
    backups: {
      settings: { folder: null, interval: "daily", keep: 7, sealed: false },
      backups: [],
      copies: [],
      problem: null,
    },
    report: {
      new: 0,
      completed: 0,
      known: 0,
      in_trash: 0,
      deleted: 0,
      messages: 0,
      missing_blobs: 0,
      broken: 0,
    },
    storage: {
      database: 2_400_000,
      messages: 900_000,
      trash: 40_000,
      index: 800_000,
      database_free: 120_000,
      blobs: 5_600_000,
      blob_count: 12,
      copies: 7_200_000,
      copy_count: 3,
      backups: 0,
      backup_count: 0,
      set_aside: 0,
      logs: 18_000,
      disk_free: 81_000_000_000,
      conversations: [],
    },
  };
}

type DataCommand =
  | "backups"
  | "save_backups"
  | "back_up_now"
  | "preview_restore"
  | "restore_backup"
  | "replace_history"
  | "data_job"
  | "cancel_data_job"
  | "storage"
  | "clean_up"
  | "export_conversations"
  | "print_conversation"
  | "export_everything";

export function dataCommands(core: Owner): Pick<Handlers, DataCommand> {
  const data = () => core.state.data;
  return {
    backups: () => data().backups,
    save_backups: ({ settings, passphrase }) => {
      if (settings.sealed && passphrase === null && !data().backups.settings.sealed) {
        throw new IpcError("invalid", "Enter a passphrase for the backups.");
      }
      data().backups.settings = settings;
      return data().backups;
    },
    back_up_now: () => {
      const { settings, backups } = data().backups;
      const made: BackupView = {
        path: `${settings.folder}/parlance-${backups.length + 1}-me.db`,
        made_at: Date.UTC(2026, 10, 21, 8, 5),
        size_bytes: 2_400_000,
        sealed: settings.sealed,
        own: true,
      };
      data().backups.backups = [made, ...backups];
      core.notify({ type: "data" });
      return data().backups;
    },
    preview_restore: () => data().report,
    restore_backup: () => data().report,
    replace_history: () => {
      core.state.startup = { type: "ready" };
      return core.state.startup;
    },
    data_job: () => null,
    cancel_data_job: () => undefined,
    storage: () => data().storage,
    clean_up: () => ({ before: 7_200_000, after: 2_400_000 }),
    export_conversations: ({ conversations, format }) => {
      const folder = "/home/me/Downloads";
      const extension = { markdown: "md", html: "html", json: "json" }[format];
      return { folder, files: conversations.map((id) => `${folder}/${id}.${extension}`) };
    },
    print_conversation: () => ({ path: "/home/me/page.html" }),
    export_everything: ({ passphrase }) => ({
      path: `/home/me/Downloads/parlance-history.zip${passphrase === null ? "" : ".age"}`,
      size_bytes: 8_000_000,
      conversations: core.state.conversations.size,
      messages: 0,
      blobs: 0,
      missing_blobs: 0,
    }),
  };
}
