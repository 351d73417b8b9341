import { resetEdits } from "@/features/artifacts/edits";
import { useOrganise } from "@/features/conversations/organise-store";
import { useSelection } from "@/features/conversations/selection";
import { useComposerRequest } from "@/lib/composer-request";
import { useExportRequest } from "@/lib/export-request";
import { useImportRequest } from "@/lib/import-request";
import { useModelChoices } from "@/lib/model-choice";
import { useNavigation } from "@/lib/navigation";
import { useSearchFocus } from "@/lib/search-focus";
import { useSearchText } from "@/lib/search-text";
import { useTemporaryChat } from "@/lib/temporary-chat";
import { useToasts } from "@/lib/toasts";

/** Puts what the window owns back to how it is at a start. */
export function resetStores(): void {
  resetEdits();
  useNavigation.setState(useNavigation.getInitialState(), true);
  useModelChoices.setState(useModelChoices.getInitialState(), true);
  useComposerRequest.setState(useComposerRequest.getInitialState(), true);
  useExportRequest.setState(useExportRequest.getInitialState(), true);
  useSearchFocus.setState(useSearchFocus.getInitialState(), true);
  useImportRequest.setState(useImportRequest.getInitialState(), true);
  useOrganise.setState(useOrganise.getInitialState(), true);
  useSelection.setState(useSelection.getInitialState(), true);
  useSearchText.setState(useSearchText.getInitialState(), true);
  useTemporaryChat.setState(useTemporaryChat.getInitialState(), true);
  useToasts.setState(useToasts.getInitialState(), true);
}
