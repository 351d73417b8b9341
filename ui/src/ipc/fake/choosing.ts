import type { Handlers } from "./handlers";

/** What a person chooses in the system's dialogs: always something, until a test says otherwise. */
export const choosingCommands: Pick<Handlers, "choose_path"> = {
  choose_path: (asked) => {
    switch (asked.type) {
      case "export_one":
        return `/home/me/talk.${{ markdown: "md", html: "html", json: "json" }[asked.format]}`;
      case "export_folder":
        return "/home/me/talks";
      case "export_all":
        return `/home/me/all.zip${asked.sealed ? ".age" : ""}`;
      case "backup_folder":
        return "/media/drive";
      case "backup_file":
        return "/media/drive/parlance.db";
    }
  },
};
