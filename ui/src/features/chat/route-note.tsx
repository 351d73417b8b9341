import { Info } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import type { PassedView, RouteView } from "@/ipc/generated";
import { useNavigation } from "@/lib/navigation";
import { duration } from "./format";

interface RouteNoteProps {
  route: RouteView;
  /** The provider that answered in the end, or was asked last. */
  answered: string | null;
}

/** Whether somebody else was asked, or Parlance chose. */
export function isRouted(route: RouteView): boolean {
  return route.auto !== null || route.passed.length > 0;
}

/** How the model of an answer came about, in a few words; the reasons are one click away. */
export function RouteNote({ route, answered }: RouteNoteProps) {
  const { t } = useTranslation("chat");
  const openSettings = useNavigation((state) => state.openSettings);
  const names = { provider: answered ?? t("status.aProvider") };
  const label =
    route.passed.length > 0 ? t("route.instead", { passed: passedNames(route.passed) }) : t("route.auto");
  return (
    <Popover>
      <PopoverTrigger className="inline-flex min-w-0 shrink-0 items-center gap-1 rounded-md px-1.5 py-0.5 hover:bg-hover hover:text-text-2 data-[state=open]:bg-hover">
        <Info className="size-3.5 shrink-0" strokeWidth={1.75} aria-hidden="true" />
        <span className="max-w-[40vw] truncate">{label}</span>
      </PopoverTrigger>
      <PopoverContent
        align="start"
        aria-label={t("route.title", names)}
        className="w-[min(360px,calc(100vw-24px))] p-4"
      >
        <div className="text-[13px]">
          <p className="font-medium text-text">{t("route.title", names)}</p>
          <ul className="mt-1.5 flex flex-col gap-1 text-text-2">
            {route.passed.map((passed) => (
              <li key={`${passed.model.provider}/${passed.model.model}`}>
                <PassedText passed={passed} />
              </li>
            ))}
            {route.auto?.map((reason) => (
              <li key={reason}>{t(`route.reason.${reason}`)}</li>
            ))}
          </ul>
          <button
            type="button"
            className="mt-3 rounded text-link hover:underline"
            onClick={() => openSettings("routing")}
          >
            {t("route.settings")}
          </button>
        </div>
      </PopoverContent>
    </Popover>
  );
}

function passedNames(passed: PassedView[]): string {
  return [...new Set(passed.map((entry) => entry.provider_name))].join(", ");
}

function PassedText({ passed }: { passed: PassedView }) {
  const { t, i18n } = useTranslation("chat");
  const title = t(`error.${passed.code}.title`, { provider: passed.provider_name });
  const wait =
    passed.wait_ms === null ? null : t("route.wait", { wait: duration(passed.wait_ms, i18n.language) });
  return (
    <>
      <span className="text-text">{wait === null ? title : `${title} (${wait})`}</span>
      {passed.message !== "" && (
        <span className="line-clamp-3 break-words text-text-3">{passed.message}</span>
      )}
    </>
  );
}
