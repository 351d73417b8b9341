import { Component, type ErrorInfo, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { invoke } from "@/ipc/client";

interface State {
  report: string | null;
}

/** Turns a fault while drawing into a report that can be read and copied, not an empty window. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { report: null };

  static getDerivedStateFromError(cause: unknown): State {
    return { report: describe(cause) };
  }

  override componentDidCatch(cause: unknown, info: ErrorInfo): void {
    this.setState({ report: `${describe(cause)}\n${info.componentStack ?? ""}` });
  }

  override render(): ReactNode {
    return this.state.report === null ? this.props.children : <Report text={this.state.report} />;
  }
}

function describe(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? `${cause.name}: ${cause.message}`) : String(cause);
}

function Report({ text }: { text: string }) {
  const { t } = useTranslation("errors");
  const [said, setSaid] = useState("");
  const copy = async () => {
    try {
      await invoke("copy_text", { text, html: null });
      setSaid(t("boundary.copied"));
    } catch {
      setSaid(t("boundary.copyFailed"));
    }
  };
  return (
    <main className="mx-auto flex h-full max-w-[680px] flex-col justify-center gap-4 p-6">
      <h1 className="font-semibold text-2xl tracking-[-0.02em]">{t("boundary.title")}</h1>
      <p className="text-text-2">{t("boundary.body")}</p>
      <section
        aria-label={t("boundary.report")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard.
        tabIndex={0}
        className="max-h-72 overflow-auto whitespace-pre-wrap rounded-[14px] border border-line bg-surface p-4 font-mono text-[12.5px] text-text-2"
      >
        {text}
      </section>
      <div className="flex items-center gap-2">
        <Button variant="primary" onClick={() => window.location.reload()}>
          {t("boundary.reload")}
        </Button>
        <Button variant="outline" onClick={() => void copy()}>
          {t("boundary.copy")}
        </Button>
        <span role="status" className="text-[13px] text-text-2">
          {said}
        </span>
      </div>
    </main>
  );
}
