import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { invoke } from "@/ipc/client";
import type { FolderView } from "@/ipc/generated";
import type { ConversationActions } from "./actions";
import { type Asking, useOrganise } from "./organise-store";

interface FolderFormProps {
  asking: Extract<Asking, { kind: "folder" }>;
  folders: FolderView[];
  actions: ConversationActions;
}

/** Names a folder: a new one, into which conversations may go at once, or one that is there. */
export function FolderForm({ asking, folders, actions }: FolderFormProps) {
  const { t } = useTranslation("organise");
  const { t: list } = useTranslation("conversations");
  const { t: common } = useTranslation();
  const { folder, conversations } = asking;
  const [name, setName] = useState(folder?.name ?? "");
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const wanted = name.trim().replace(/\s+/g, " ");
  const taken = folders.some(
    (entry) => entry.id !== folder?.id && entry.name.toLowerCase() === wanted.toLowerCase(),
  );

  useEffect(() => field.current?.select(), []);

  const save = async () => {
    if (folder) await invoke("rename_folder", { folder: folder.id, name: wanted });
    else {
      const made = await invoke("create_folder", { name: wanted });
      // The list takes the focus back before what had it goes into the folder.
      useOrganise.getState().ask(null);
      if (conversations.length === 0) return;
      await actions.change(conversations, { type: "folder", folder: made }, (count) =>
        list("moved", { count, name: wanted }),
      );
    }
  };
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    if (wanted === "" || taken) return field.current?.focus();
    if (await actions.attempt(save)) useOrganise.getState().ask(null);
  };

  return (
    <form onSubmit={(event) => void onSubmit(event)} className="mt-4">
      <Input
        ref={field}
        aria-label={t("folder.name")}
        aria-invalid={taken || undefined}
        aria-describedby={taken ? id : undefined}
        value={name}
        maxLength={60}
        onChange={(event) => setName(event.target.value)}
      />
      <p id={id} role="alert" className="mt-1.5 min-h-5 text-[12.5px] text-error">
        {taken ? t("folder.taken") : ""}
      </p>
      <div className="mt-2 flex justify-end gap-2">
        <Button onClick={() => useOrganise.getState().ask(null)}>{common("cancel")}</Button>
        <Button type="submit" variant="primary" disabled={wanted === ""}>
          {common("save")}
        </Button>
      </div>
    </form>
  );
}
