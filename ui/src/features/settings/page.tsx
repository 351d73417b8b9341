import { ArrowLeft, Search } from "lucide-react";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/icon-button";
import "@/i18n/en/import";
import "@/i18n/en/settings";
import { cn } from "@/lib/cn";
import { useKeyring } from "@/lib/core";
import { type SettingsSection, useNavigation } from "@/lib/navigation";
import { useAboutRows, useDataRows } from "./about";
import { useAppearanceRows, useConversationRows, useLanguageRows } from "./appearance";
import { useDictationRows } from "./dictation";
import { filterSections, type SectionContent } from "./filter";
import { useHistoryFileRows } from "./history-files";
import { useImportRows } from "./import-row";
import { useNetworkRows } from "./network";
import { usePromptRows } from "./prompts";
import { type ProviderDialog, ProviderDialogs, useProviderRows } from "./providers";
import { useRoutingRows } from "./routing";
import { useUsageRows } from "./usage";
import { useCurrentSection } from "./use-current-section";
import { useVoiceRows } from "./voice";

const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

interface SettingsPageProps {
  /** Where to begin. */
  section: SettingsSection | null;
  provider: string | null;
}

export function SettingsPage({ section, provider }: SettingsPageProps) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const closeSettings = useNavigation((state) => state.closeSettings);
  const [text, setText] = useState("");
  const [dialog, setDialog] = useState<ProviderDialog | null>(null);
  const query = useDeferredValue(text);
  const scroller = useRef<HTMLDivElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const strip = useRef<HTMLElement>(null);
  const keyring = useKeyring().data;
  const all: SectionContent[] = [
    { id: "providers", title: t("section.providers"), rows: useProviderRows(setDialog) },
    { id: "routing", title: t("section.routing"), rows: useRoutingRows() },
    { id: "conversations", title: t("section.conversations"), rows: useConversationRows() },
    { id: "prompts", title: t("section.prompts"), rows: usePromptRows() },
    { id: "appearance", title: t("section.appearance"), rows: useAppearanceRows() },
    { id: "voice", title: t("section.voice"), rows: [...useVoiceRows(), ...useDictationRows()] },
    { id: "language", title: t("section.language"), rows: useLanguageRows() },
    { id: "usage", title: t("section.usage"), rows: useUsageRows() },
    { id: "network", title: t("section.network"), rows: useNetworkRows() },
    {
      id: "data",
      title: t("section.data"),
      rows: [...useImportRows(), ...useDataRows(), ...useHistoryFileRows()],
    },
    { id: "about", title: t("section.about"), rows: useAboutRows() },
  ];
  const sections = filterSections(all, query);
  const current = useCurrentSection(scroller, sections.map((entry) => entry.id).join(" "));
  // In a narrow window the sections are a strip that scrolls.
  useEffect(() => {
    if (current === null) return;
    strip.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current]);
  const providersKnown = (all[0]?.rows.length ?? 0) > 1;
  const isThere =
    provider === null ? all.some(({ id, rows }) => id === section && rows.length > 0) : providersKnown;
  const landed = useRef<string | null>(null);

  const show = (id: SettingsSection) => {
    const target = document.getElementById(`settings-${id}`);
    target?.scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" });
    target?.focus({ preventScroll: true });
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: another wish starts at the top again.
  useEffect(() => heading.current?.focus({ preventScroll: true }), [section, provider]);
  useEffect(() => {
    // A person who came for one thing lands on it, keyboard included, once it is there; others stay at the top.
    const wanted = `${section} ${provider}`;
    if (!isThere || landed.current === wanted) return;
    landed.current = wanted;
    if (document.activeElement?.matches("input, textarea, select")) return;
    const card = provider === null ? null : document.getElementById(`provider-${provider}`);
    const target = card ?? document.getElementById(`settings-${section}`);
    target?.scrollIntoView({ block: card ? "center" : "start" });
    const field = card?.querySelector<HTMLElement>("[data-key-field]");
    (field ?? target)?.focus({ preventScroll: true });
  }, [section, provider, isThere]);

  return (
    <div className="flex min-h-0 flex-1 flex-col pt-3">
      <div className="mx-auto flex w-full max-w-[980px] shrink-0 flex-wrap items-center gap-2 px-6 pb-4 max-sm:px-3">
        <IconButton label={common("back")} onClick={closeSettings} className="-ml-1.5">
          <ArrowLeft strokeWidth={1.75} />
        </IconButton>
        <h1
          ref={heading}
          tabIndex={-1}
          data-focus-home=""
          className="font-semibold text-[22px] tracking-[-0.025em] outline-none"
        >
          {t("title")}
        </h1>
        <div className="ml-auto flex h-9 w-60 items-center gap-2.5 rounded-[10px] border border-line px-2.5 focus-within:border-focus-line max-sm:w-full">
          <Search className="size-4 shrink-0 text-text-3" strokeWidth={1.75} aria-hidden="true" />
          <input
            type="search"
            value={text}
            onChange={(event) => setText(event.target.value)}
            aria-label={t("search")}
            placeholder={t("search")}
            className="min-w-0 flex-1 bg-transparent text-[13.5px] outline-none placeholder:text-text-3"
          />
        </div>
      </div>
      <div className="mx-auto grid min-h-0 w-full max-w-[980px] flex-1 grid-cols-[190px_minmax(0,1fr)] max-md:flex max-md:flex-col">
        <nav
          ref={strip}
          aria-label={t("sections")}
          className="flex flex-col gap-0.5 pl-4 max-md:flex-row max-md:scroll-px-3 max-md:overflow-x-auto max-md:px-3 max-md:pb-2 [scrollbar-width:none]"
        >
          {all.map((entry) => (
            <button
              key={entry.id}
              type="button"
              aria-current={current === entry.id ? "true" : undefined}
              disabled={!sections.some((found) => found.id === entry.id)}
              onClick={() => show(entry.id)}
              className={cn(
                "shrink-0 whitespace-nowrap rounded-[10px] px-2.5 py-1.5 text-left text-sm hover:text-text disabled:opacity-45",
                current === entry.id ? "bg-raised text-text" : "text-text-2 hover:bg-surface",
              )}
            >
              {entry.title}
            </button>
          ))}
        </nav>
        <div
          ref={scroller}
          className="relative min-h-0 overflow-y-auto px-6 pb-16 max-md:flex-1 max-sm:px-3 [scrollbar-gutter:stable]"
        >
          {sections.map((entry) => (
            <section
              key={entry.id}
              id={`settings-${entry.id}`}
              aria-labelledby={`settings-${entry.id}-title`}
              tabIndex={-1}
              className="mb-8 scroll-mt-1 outline-none"
            >
              <h2 id={`settings-${entry.id}-title`} className="font-semibold text-[15px] tracking-[-0.01em]">
                {entry.title}
              </h2>
              {entry.id === "providers" && (
                <p className="text-[13px] text-text-2">
                  {t(keyring?.type === "unavailable" ? "providers.introSession" : "providers.intro")}
                </p>
              )}
              <div className="mt-2.5 overflow-hidden rounded-2xl border border-line bg-surface">
                {entry.rows.map((row) => (
                  <div key={row.id} className="border-line border-t first:border-t-0">
                    {row.element}
                  </div>
                ))}
              </div>
            </section>
          ))}
          {sections.length === 0 && (
            <p role="status" className="py-10 text-center text-text-2">
              {t("nothing", { query })}
            </p>
          )}
        </div>
      </div>
      <ProviderDialogs open={dialog} onOpen={setDialog} onClose={() => setDialog(null)} />
    </div>
  );
}
