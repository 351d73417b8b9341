import { useQuery } from "@tanstack/react-query";
import { type ClipboardEvent, useCallback, useMemo } from "react";
import { invoke } from "@/ipc/client";
import type { DraftFileView } from "@/ipc/generated";
import { keys } from "@/lib/query";
import { type Arriving, attachClipboard, attachPasted, type Trouble, useAttaching } from "./attaching";
import { useOutbox } from "./outbox";
import { slotOf } from "./slot";

const NO_FILES: DraftFileView[] = [];
const NONE_ARRIVING: Arriving[] = [];
const NO_TROUBLES: Trouble[] = [];

export interface Files {
  /** Beside the draft, without those of messages that are on their way or wait. */
  files: DraftFileView[];
  arriving: Arriving[];
  troubles: Trouble[];
  /** Whether a paste was taken as files. */
  onPaste: (event: ClipboardEvent) => boolean;
}

/** The files of a field. */
export function useFiles(conversation: string | null): Files {
  const slot = slotOf(conversation);
  const { data = NO_FILES } = useQuery({
    queryKey: keys.draftFilesOf(conversation),
    queryFn: () => invoke("draft_files", { conversation }),
  });
  const arriving = useAttaching((state) => state.arriving[slot] ?? NONE_ARRIVING);
  const troubles = useAttaching((state) => state.troubles[slot] ?? NO_TROUBLES);
  const sending = useOutbox((state) => state.sending[slot]);
  const queued = useOutbox((state) => state.queued[slot]);
  const files = useMemo(() => {
    const taken = new Set([sending, queued].flatMap((outgoing) => outgoing?.files ?? []).map(({ id }) => id));
    return taken.size === 0 ? data : data.filter((file) => !taken.has(file.id));
  }, [data, sending, queued]);

  const onPaste = useCallback(
    (event: ClipboardEvent) => {
      const { files: pasted, types } = event.clipboardData;
      // A word processor puts a picture of what was copied beside the words: these are what is wanted.
      if (types.includes("text/html")) return false;
      if (pasted.length > 0) {
        event.preventDefault();
        void attachPasted(conversation, [...pasted]);
        return true;
      }
      if (types.includes("text/plain") || types.includes("text/uri-list")) return false;
      // Some systems do not give a page the pictures of the clipboard, and the core can read them.
      void attachClipboard(conversation);
      return true;
    },
    [conversation],
  );
  return { files, arriving, troubles, onPaste };
}
