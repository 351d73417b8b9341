import { useState } from "react";
import type { KeyView, ProviderView } from "@/ipc/generated";
import { cn } from "@/lib/cn";
import { useKeyFacts } from "./key-facts";
import { focusKey, useFocusOnChange } from "./key-field";
import { KeyForm } from "./key-form";
import { KeyList } from "./key-list";
import { useKeyWork } from "./key-work";
import { NewKeyForm } from "./new-key-form";

/** The keys of a provider: a field while there is one, a list as soon as there are several. */
export function ProviderKeys({ provider }: { provider: ProviderView }) {
  const work = useKeyWork(provider);
  const [adding, setAdding] = useState(false);
  const { outcome } = work;
  const [only, ...others] = provider.keys;
  const focus = useFocusOnChange(provider);
  const [waitForChange, forgetChange] = focus;
  const add = () => {
    setAdding(true);
    waitForChange();
  };
  const cancel = () => {
    setAdding(false);
    forgetChange();
    focusKey(provider);
  };
  return (
    <div data-keys-of={provider.id} className={cn("min-w-0", others.length > 0 && "pb-1.5 lg:col-span-2")}>
      {others.length > 0 ? (
        <KeyList provider={provider} work={work} adding={adding} onAdd={add} focus={focus} />
      ) : (
        <KeyForm provider={provider} work={work} onAdd={add} focus={focus} />
      )}
      {adding && (
        <NewKeyForm provider={provider} work={work} onDone={() => setAdding(false)} onCancel={cancel} />
      )}
      <p
        id={work.said}
        role="status"
        className={cn(
          "break-words text-[13px] leading-snug",
          outcome && "mt-1.5",
          outcome?.tone === "good" && "text-success",
          outcome?.tone === "plain" && "text-text-2",
          outcome?.tone === "bad" && "text-error",
        )}
      >
        {outcome?.text}
      </p>
      {only && others.length === 0 && <Facts provider={provider} entry={only} />}
    </div>
  );
}

/** What became of the only key, where there is anything to say. */
function Facts({ provider, entry }: { provider: ProviderView; entry: KeyView }) {
  const { used, problem } = useKeyFacts(provider, entry);
  if (used === null && problem === null) return null;
  return (
    <p className="mt-1.5 break-words text-[12.5px] text-text-2 leading-snug first-letter:uppercase">
      {problem === null ? used : <span className="text-error">{problem}</span>}
    </p>
  );
}
