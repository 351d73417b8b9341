import { TriangleAlert, X } from "lucide-react";
import { type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import type { StartupProblem } from "@/ipc/generated";
import { Problem } from "./problem-page";

/** The window over a history that is open although a check found damage in it, and the way to a kept copy. */
export function Damaged({ problem, children }: { problem: StartupProblem; children: ReactNode }) {
  const { t } = useTranslation("startup");
  const { t: common } = useTranslation();
  const [looking, setLooking] = useState(false);
  const [seen, setSeen] = useState(false);

  if (looking) {
    return (
      <Suspense>
        <Problem problem={problem} onBack={() => setLooking(false)} />
      </Suspense>
    );
  }
  return (
    <div className="flex h-full flex-col">
      {!seen && (
        <section
          role="status"
          className="flex shrink-0 items-center gap-3 border-notice-line border-b bg-notice-bg py-1.5 pr-2 pl-3.5 text-notice-text text-sm"
        >
          <TriangleAlert className="size-[17px] shrink-0" strokeWidth={1.75} aria-hidden="true" />
          <span className="min-w-0 flex-1">{t("damage.found")}</span>
          <Button size="small" variant="notice" onClick={() => setLooking(true)}>
            {t("damage.look")}
          </Button>
          <IconButton
            label={common("dismiss")}
            size="iconSmall"
            variant="noticeGhost"
            onClick={() => setSeen(true)}
          >
            <X />
          </IconButton>
        </section>
      )}
      <div className="min-h-0 flex-1">{children}</div>
    </div>
  );
}
