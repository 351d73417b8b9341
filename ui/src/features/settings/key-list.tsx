import { Plus } from "lucide-react";
import { RadioGroup } from "radix-ui";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { invoke } from "@/ipc/client";
import type { KeyView, ProviderView } from "@/ipc/generated";
import { focusKey } from "./key-field";
import { KeyRow } from "./key-row";
import type { KeyWork } from "./key-work";

interface KeyListProps {
  provider: ProviderView;
  work: KeyWork;
  adding: boolean;
  onAdd: () => void;
  /** Of `useFocusOnChange`. */
  focus: [() => void, () => void];
}

/** Several keys of a provider, of which one is in use. */
export function KeyList({ provider, work, adding, onAdd, focus }: KeyListProps) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const [removing, setRemoving] = useState<KeyView | null>(null);
  const { name } = provider;
  const [waitForChange, forgetChange] = focus;
  const title = (entry: KeyView) => entry.name || t("providers.keys.unnamed");

  // Whatever else is being done: whoever chooses by the arrow keys does not wait between two of them.
  const use = (id: string) =>
    void work.run(async () => {
      await invoke("use_key", { provider: provider.id, id });
      return null;
    });
  const remove = async ({ id }: KeyView) => {
    setRemoving(null);
    waitForChange();
    const removed = await work.run(async () => {
      await invoke("remove_key", { provider: provider.id, id });
      return { tone: "plain", text: t("providers.removed") };
    });
    if (!removed) forgetChange();
  };
  return (
    <>
      <RadioGroup.Root
        aria-label={t("providers.keys.inUse", { name })}
        value={provider.keys.find((entry) => entry.in_use)?.id ?? ""}
        onValueChange={use}
        className="-mx-2 flex flex-col"
      >
        {provider.keys.map((entry) => (
          <KeyRow
            key={entry.id}
            provider={provider}
            entry={entry}
            work={work}
            onRemove={() => setRemoving(entry)}
          />
        ))}
      </RadioGroup.Root>
      {!adding && (
        <Button size="small" className="mt-1 -ml-2" onClick={onAdd}>
          <Plus strokeWidth={1.75} />
          {t("providers.keys.addOf", { name })}
        </Button>
      )}
      <Dialog
        open={removing !== null}
        onOpenChange={(next) => !next && setRemoving(null)}
        onCloseAutoFocus={(event) => {
          // The menu that opened it is gone.
          event.preventDefault();
          focusKey(provider);
        }}
        title={removing ? t("providers.keys.confirmRemove", { key: title(removing) }) : ""}
        description={t("providers.keys.confirmRemoveText", { name })}
      >
        <div className="mt-5 flex justify-end gap-2">
          <Button variant="outline" onClick={() => setRemoving(null)}>
            {common("cancel")}
          </Button>
          <Button variant="danger" onClick={() => removing && void remove(removing)}>
            {common("remove")}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
