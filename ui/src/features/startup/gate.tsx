import { type ReactNode, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Mark } from "@/components/ui/mark";
import { toIpcError } from "@/ipc/error";
import { useStartup } from "@/lib/core";
import { useErrorText } from "@/lib/error-text";
import { Damaged } from "./damaged";
import { Problem } from "./problem-page";

/** Shows the window once the history is open; until then that it is opening, or what is wrong with it. */
export function StartupGate({ children }: { children: ReactNode }) {
  const { t } = useTranslation("startup");
  const errorText = useErrorText();
  const { data: startup, error } = useStartup();

  if (error) {
    const detail = t("asked", { cause: errorText(toIpcError(error)) });
    return (
      <Suspense>
        <Problem problem={{ kind: "other", path: "", detail, copies: [] }} />
      </Suspense>
    );
  }
  switch (startup?.type) {
    case "ready":
      return children;
    case "damaged":
      return <Damaged problem={startup}>{children}</Damaged>;
    case "failed":
      return (
        <Suspense>
          <Problem problem={startup} />
        </Suspense>
      );
    default:
      return <Opening />;
  }
}

/** After so long a person wonders. A long history that is brought up to date takes minutes. */
const LONG_MS = 5_000;

/** Appears late: most histories open before anyone could read it. */
function Opening() {
  const { t } = useTranslation("startup");
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), LONG_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <main className="grid h-full place-items-center p-4">
      <div role="status" className="flex animate-fade flex-col items-center gap-3 [animation-delay:400ms]">
        <div className="flex items-center gap-3">
          <Mark className="size-6 animate-beat" />
          <h1 className="text-text-2">{t("opening")}</h1>
        </div>
        {long && <p className="max-w-100 animate-fade text-center text-text-2">{t("openingLong")}</p>}
      </div>
    </main>
  );
}
