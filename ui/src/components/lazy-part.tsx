import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import type { LazySource } from "@/lib/lazy-source";

interface LazyPartProps<T> {
  source: LazySource<T>;
  /** Draws what was read. */
  children: (part: T) => ReactNode;
}

/** What is drawn once its code is there: nothing before, and where it cannot be read, that, and another try. */
export function LazyPart<T>({ source, children }: LazyPartProps<T>) {
  const [tries, setTries] = useState(0);
  const [state, setState] = useState<"reading" | "read" | "failed">(() =>
    source.value === null ? "reading" : "read",
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: each try reads again.
  useEffect(() => {
    if (state === "read") return;
    let current = true;
    source.load().then(
      () => current && setState("read"),
      () => current && setState("failed"),
    );
    return () => {
      current = false;
    };
  }, [source, tries]);
  if (state === "read" && source.value !== null) return children(source.value);
  return state === "failed" ? <Missing onRetry={() => setTries(tries + 1)} /> : null;
}

function Missing({ onRetry }: { onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <div role="alert" className="flex items-center justify-between gap-3 rounded-[14px] bg-float p-4 text-sm">
      {t("partMissing")}
      <Button size="small" variant="outline" onClick={onRetry}>
        {t("tryAgain")}
      </Button>
    </div>
  );
}
