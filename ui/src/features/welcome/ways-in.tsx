import { BookText, Cpu, KeyRound, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ModelChoice } from "@/ipc/generated";
import { useComposerRequest } from "@/lib/composer-request";
import { useLocalServers, useModels } from "@/lib/core";
import { guideModel } from "@/lib/model-choice";
import { useNavigation } from "@/lib/navigation";
import { showToast } from "@/lib/toasts";

interface WaysInProps {
  onChoose: (choice: ModelChoice) => void;
}

/** The three ways to a first answer: a key, a server on this machine, the Guide. */
export function WaysIn({ onChoose }: WaysInProps) {
  const { t } = useTranslation();
  const openSettings = useNavigation((state) => state.openSettings);
  const focusComposer = useComposerRequest((state) => state.focus);
  const guide = guideModel(useModels().data);
  const local = useLocalServers();
  const server = local.data?.find((candidate) => candidate.models.length > 0);
  const choose = (choice: ModelChoice) => {
    onChoose(choice);
    focusComposer();
  };
  const look = async () => {
    const { data } = await local.refetch();
    if (!data?.some((candidate) => candidate.models.length > 0)) {
      showToast({ tone: "plain", text: t("welcome.localNotFound") });
    }
  };
  const firstLocal = server?.models[0];

  return (
    <ul aria-label={t("welcome.ways")} className="grid w-full grid-cols-3 gap-3 max-md:grid-cols-1">
      <Way
        icon={KeyRound}
        title={t("welcome.addKey")}
        text={t("welcome.addKeyText")}
        onClick={() => openSettings("providers")}
      />
      {server && firstLocal ? (
        <Way
          icon={Cpu}
          title={t("welcome.local", { name: server.name })}
          text={t("welcome.localText", { count: server.models.length })}
          onClick={() => choose(firstLocal.model)}
        />
      ) : (
        <Way
          icon={Cpu}
          title={t("welcome.localNone")}
          text={t(local.isFetching ? "welcome.localLooking" : "welcome.localNoneText")}
          onClick={() => void look()}
        />
      )}
      {guide && (
        <Way
          icon={BookText}
          title={t("welcome.guide")}
          text={t("welcome.guideText")}
          onClick={() => choose(guide.model)}
        />
      )}
    </ul>
  );
}

interface WayProps {
  icon: LucideIcon;
  title: string;
  text: string;
  onClick: () => void;
}

function Way({ icon: Icon, title, text, onClick }: WayProps) {
  return (
    <li className="flex">
      <button
        type="button"
        onClick={onClick}
        className="flex w-full flex-col items-start rounded-2xl border border-line bg-surface p-4 text-left text-[13.5px] text-text-2 leading-[1.6] transition-colors hover:border-line-strong hover:bg-raised"
      >
        <span className="mb-1 flex items-center gap-2 font-medium text-[14.5px] text-text">
          <Icon className="size-[17px]" strokeWidth={1.75} aria-hidden="true" />
          {title}
        </span>
        <span className="block">{text}</span>
      </button>
    </li>
  );
}
