import "@/i18n/en/artifacts";
import {
  ChevronLeft,
  ChevronRight,
  Download,
  ExternalLink,
  MessageSquareQuote,
  RotateCcw,
  X,
} from "lucide-react";
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/icon-button";
import { Splitter } from "@/components/ui/splitter";
import { listenToTurnEnds } from "@/features/chat/public";
import { invoke } from "@/ipc/client";
import { cn } from "@/lib/cn";
import { useComposerRequest } from "@/lib/composer-request";
import { useErrorText } from "@/lib/error-text";
import { useMedia } from "@/lib/media";
import { rescueFocus } from "@/lib/rescue-focus";
import { useChangeSettings, useSettings } from "@/lib/settings";
import { showToast } from "@/lib/toasts";
import { type Artifact, type ArtifactKind, allArtifacts, isSame, versionsOf } from "./collect";
import { edit, recallEdit, useEdit } from "./edits";
import { Preview } from "./preview";
import { closeArtifact, showArtifact } from "./store";

const TABS = ["preview", "source"] as const;
/** Of the window's width, in percent. */
const SHARE = { least: 25, most: 70, usual: 50 };
const ENDINGS: Record<ArtifactKind, string> = { html: "html", svg: "svg", markdown: "md" };

/** An artifact beside the conversation: what it looks like, its text, its versions. */
export function ArtifactPane({ artifact }: { artifact: Artifact }) {
  const { t } = useTranslation("artifacts");
  const errorText = useErrorText();
  const [tab, setTab] = useState<(typeof TABS)[number]>("preview");
  const [versions, setVersions] = useState(() => versionsOf(artifact, allArtifacts()));
  const changed = useEdit(artifact);
  const { artifact_share: share } = useSettings();
  const changeSettings = useChangeSettings();
  const pane = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const at = versions.findIndex((version) => isSame(version, artifact));
  const text = changed ?? artifact.source;
  const title = artifact.name || t(`kind.${artifact.kind}`);

  // Whoever opens it goes on in it, and on closing back where they were.
  useEffect(() => {
    const before = document.activeElement;
    heading.current?.focus();
    return () => rescueFocus(() => (before instanceof HTMLElement && before.isConnected ? before : null));
  }, []);

  const report = useCallback(
    (cause: unknown) => showToast({ tone: "error", text: errorText(cause) }),
    [errorText],
  );
  useEffect(() => {
    recallEdit(artifact).catch(report);
  }, [artifact, report]);

  const isChanged = changed !== null;
  useEffect(() => {
    const known = versionsOf(artifact, allArtifacts());
    setVersions(known);
    const last = known.at(-1);
    const follows = !isChanged && last !== undefined && isSame(last, artifact);
    return listenToTurnEnds(() =>
      // Once the answer is drawn as ended.
      requestAnimationFrame(() => {
        const now = versionsOf(artifact, allArtifacts());
        setVersions(now);
        const newest = now.at(-1);
        if (follows && newest) showArtifact(newest);
      }),
    );
  }, [artifact, isChanged]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    closeArtifact();
  };
  const go = (step: 1 | -1) => {
    const next = versions[at + step];
    if (next) showArtifact(next);
  };
  const openOutside = async () => {
    try {
      await invoke("open_artifact", { kind: artifact.kind, name: artifact.name, source: text });
    } catch (cause) {
      report(cause);
    }
  };
  const save = async () => {
    const file = artifact.name && `${artifact.name.replace(/[\\/]/g, "-")}.${ENDINGS[artifact.kind]}`;
    try {
      const saved = await invoke("save_code", { text, file, language: artifact.kind });
      if (saved) showToast({ tone: "plain", text: t("saved", { path: saved.path }) });
    } catch (cause) {
      report(cause);
    }
  };
  const covers = useMedia("(max-width: 1023px)");
  const putIntoMessage = () => {
    const fence = "`".repeat(longestRun(text) + 1);
    useComposerRequest.getState().fill(`${t("askToGoOn")}\n\n${fence}${artifact.kind}\n${text}\n${fence}\n`);
    // What it was put into must be seen.
    if (covers) closeArtifact();
  };

  return (
    <aside
      ref={pane}
      aria-label={t("pane")}
      onKeyDown={onKeyDown}
      style={{ flexBasis: `${share}%` }}
      className="flex min-h-0 min-w-0 flex-col bg-bg max-lg:fixed max-lg:inset-0 max-lg:z-30 lg:relative lg:min-w-[340px] lg:border-line lg:border-l"
    >
      {!covers && (
        <Splitter
          label={t("width")}
          pane={pane}
          share={share}
          {...SHARE}
          onChange={(artifact_share) => void changeSettings({ artifact_share }).catch(report)}
        />
      )}
      <header className="flex h-[52px] shrink-0 items-center gap-1 border-line border-b pr-2.5 pl-4">
        <h2 ref={heading} tabIndex={-1} className="min-w-0 flex-1 truncate font-medium text-sm outline-none">
          {title}
          {isChanged && <span className="text-text-2"> · {t("changed")}</span>}
        </h2>
        {versions.length > 1 && (
          <div className="flex shrink-0 items-center text-[12.5px] text-text-2 tabular-nums">
            <IconButton label={t("older")} size="iconSmall" disabled={at <= 0} onClick={() => go(-1)}>
              <ChevronLeft />
            </IconButton>
            <span aria-hidden="true">
              {at + 1}/{versions.length}
            </span>
            <span className="sr-only">{t("version", { at: at + 1, count: versions.length })}</span>
            <IconButton
              label={t("newer")}
              size="iconSmall"
              disabled={at >= versions.length - 1}
              onClick={() => go(1)}
            >
              <ChevronRight />
            </IconButton>
          </div>
        )}
        {isChanged && (
          <IconButton label={t("restore")} size="iconSmall" onClick={() => edit(artifact, null, report)}>
            <RotateCcw />
          </IconButton>
        )}
        <IconButton label={t("toMessage")} size="iconSmall" onClick={putIntoMessage}>
          <MessageSquareQuote />
        </IconButton>
        <IconButton label={t("save")} size="iconSmall" onClick={() => void save()}>
          <Download />
        </IconButton>
        <IconButton label={t("openOutside")} size="iconSmall" onClick={() => void openOutside()}>
          <ExternalLink />
        </IconButton>
        <IconButton label={t("close")} size="iconSmall" side="left" onClick={closeArtifact}>
          <X />
        </IconButton>
      </header>
      <div role="tablist" aria-label={t("views")} className="flex shrink-0 gap-1 px-3 py-2">
        {TABS.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`artifact-tab-${name}`}
            aria-selected={tab === name}
            aria-controls="artifact-view"
            tabIndex={tab === name ? 0 : -1}
            onClick={() => setTab(name)}
            onKeyDown={(event) => {
              if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
              event.preventDefault();
              const other = name === "preview" ? "source" : "preview";
              setTab(other);
              document.getElementById(`artifact-tab-${other}`)?.focus();
            }}
            className={cn(
              "rounded-lg px-2.5 py-1 font-medium text-[13px]",
              tab === name ? "bg-raised text-text" : "text-text-2 hover:bg-hover hover:text-text",
            )}
          >
            {t(name)}
          </button>
        ))}
      </div>
      <div
        id="artifact-view"
        role="tabpanel"
        aria-labelledby={`artifact-tab-${tab}`}
        className="flex min-h-0 flex-1 flex-col border-line border-t"
      >
        {tab === "preview" ? (
          <Preview kind={artifact.kind} name={artifact.name} source={text} />
        ) : (
          <textarea
            aria-label={t("sourceOf", { title })}
            value={text}
            onChange={(event) => edit(artifact, event.target.value, report)}
            spellCheck={false}
            autoComplete="off"
            className="min-h-0 flex-1 resize-none bg-code-bg p-4 font-mono text-[13px] leading-[1.6] outline-offset-[-2px]"
          />
        )}
      </div>
    </aside>
  );
}

/** The longest run of backticks, at least two: one more of them makes a fence that the text cannot close. */
function longestRun(text: string): number {
  return Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
