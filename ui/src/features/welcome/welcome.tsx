import { PersonaCards } from "@/features/prompts/public";
import { useModels } from "@/lib/core";
import { useModelChoice } from "@/lib/model-choice";
import { useConversationPersona } from "@/lib/prompts";
import { Starters } from "./starters";
import { WaysIn } from "./ways-in";

/** What stands under the composer of an empty new chat. */
export function Welcome() {
  const providers = useModels().data;
  const [choice, choose] = useModelChoice(null);
  const persona = useConversationPersona(null).data ?? null;
  if (!providers) return null;
  const hasModels = providers.some(
    (provider) =>
      provider.kind !== "guide" && provider.availability.type === "ready" && provider.models.length > 0,
  );
  const guide = providers.some(
    (provider) => provider.kind === "guide" && provider.provider === choice?.provider,
  );
  return (
    <div className="flex animate-fade flex-col items-center gap-5">
      {!hasModels && <WaysIn onChoose={choose} />}
      <Starters guide={guide} persona={persona} />
      {hasModels && !persona && !guide && <PersonaCards />}
    </div>
  );
}
