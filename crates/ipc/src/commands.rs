//! The commands, declared once. A face implements them by passing its own macro to [`app_commands`], which calls it with the
//! list `name(Args) -> Output; …`, after a token tree of the caller's own if there is one.

use serde::Deserialize;
use ts_rs::TS;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
pub struct NoArgs {}

/// Commands that `parlance_app::App` implements as methods of the same name: `async fn name(&self, args) -> Result<_, IpcError>`.
#[macro_export]
macro_rules! app_commands {
    ($callback:ident $(, $before:tt)?) => {
        $callback! {
            $($before)?
            startup($crate::NoArgs) -> $crate::Startup;
            retry_startup($crate::NoArgs) -> $crate::Startup;
            restore_database($crate::RestoreArgs) -> $crate::Startup;

            open_conversation($crate::ConversationArgs) -> $crate::ConversationView;
            earlier_messages($crate::EarlierArgs) -> $crate::EarlierMessages;
            render_markdown($crate::RenderArgs) -> Vec<String>;
            draw_diagram($crate::DrawDiagramArgs) -> $crate::DiagramView;
            find_in_conversation($crate::FindArgs) -> Vec<$crate::FoundIn>;
            questions($crate::ConversationArgs) -> Vec<$crate::QuestionLine>;
            rename_conversation($crate::RenameArgs) -> ();
            select_sibling($crate::MessageArgs) -> $crate::ConversationView;
            reveal_message($crate::MessageArgs) -> $crate::ConversationView;
            search($crate::SearchArgs) -> Vec<$crate::SearchHit>;
            search_filters($crate::SearchArgs) -> Vec<$crate::SearchFilter>;
            filter_values($crate::FilterValuesArgs) -> Vec<String>;
            new_chat_draft($crate::NoArgs) -> String;
            save_draft($crate::DraftArgs) -> ();
            image_hosts($crate::ConversationArgs) -> Vec<String>;
            set_image_host($crate::ImageHostArgs) -> Vec<String>;
            look_at($crate::LookArgs) -> ();
            artifact_edit($crate::ArtifactPlace) -> Option<String>;
            keep_artifact_edit($crate::KeepArtifactArgs) -> ();

            conversation_page($crate::PageArgs) -> Vec<$crate::ConversationRow>;
            conversation_ids($crate::PageArgs) -> Vec<String>;
            conversation_outline($crate::OutlineArgs) -> $crate::Outline;
            change_conversations($crate::ChangeArgs) -> $crate::Changed;
            take_back($crate::TakeBackArgs) -> ();
            create_folder($crate::NewNameArgs) -> String;
            rename_folder($crate::RenameFolderArgs) -> ();
            order_folders($crate::OrderFoldersArgs) -> ();
            delete_folder($crate::FolderOfArgs) -> $crate::Changed;
            create_tag($crate::NewNameArgs) -> String;
            rename_tag($crate::RenameTagArgs) -> ();
            delete_tag($crate::TagArgs) -> $crate::Changed;
            tags_of($crate::ConversationsArgs) -> Vec<$crate::TagUse>;
            delete_for_good($crate::ConversationsArgs) -> ();
            empty_trash($crate::NoArgs) -> ();

            draft_files($crate::DraftFilesArgs) -> Vec<$crate::DraftFileView>;
            attach_offered($crate::AttachOfferedArgs) -> $crate::Attached;
            begin_upload($crate::BeginUploadArgs) -> $crate::UploadBegun;
            end_upload($crate::UploadArgs) -> $crate::Attached;
            abort_upload($crate::UploadArgs) -> ();
            remove_draft_file($crate::DraftFileArgs) -> ();
            restore_draft_file($crate::RestoreFileArgs) -> $crate::DraftFileView;
            send_files($crate::SendFilesArgs) -> $crate::TurnStarted;

            send_message($crate::SendArgs) -> $crate::TurnStarted;
            regenerate($crate::RegenerateArgs) -> $crate::TurnStarted;
            continue_message($crate::ContinueArgs) -> $crate::TurnStarted;
            context_gauge($crate::GaugeArgs) -> Option<$crate::ContextGauge>;
            answer_gauge($crate::AnswerGaugeArgs) -> Option<$crate::ContextGauge>;
            stop_turn($crate::TurnArgs) -> ();
            ack_frame($crate::AckArgs) -> ();

            edit_question($crate::EditArgs) -> $crate::TurnStarted;
            compare($crate::CompareArgs) -> $crate::ComparisonStarted;
            pick_answer($crate::MessageArgs) -> $crate::ConversationView;
            branch_off($crate::BranchOffArgs) -> $crate::ConversationView;
            trash_branch($crate::MessageArgs) -> $crate::ConversationView;
            restore_branch($crate::MessageArgs) -> $crate::ConversationView;
            trashed_branches($crate::TrashedBranchesArgs) -> Vec<$crate::TrashedBranchView>;
            conversation_map($crate::ConversationArgs) -> $crate::ConversationMap;

            delete_branch_for_good($crate::MessageArgs) -> ();
            begin_temporary($crate::NoArgs) -> $crate::ConversationView;
            close_temporary($crate::ConversationArgs) -> ();
            keep_temporary($crate::ConversationArgs) -> $crate::ConversationView;

            parameters($crate::ParametersArgs) -> $crate::ParametersView;
            set_conversation_parameters($crate::ConversationParametersArgs) -> ();
            set_model_parameters($crate::ModelParametersArgs) -> ();
            forget_refusals($crate::RefusalArgs) -> ();

            list_prompts($crate::PromptsArgs) -> $crate::Prompts;
            save_template($crate::SaveTemplateArgs) -> $crate::TemplateView;
            save_persona($crate::SavePersonaArgs) -> $crate::PersonaView;
            duplicate_prompt($crate::PromptArgs) -> String;
            remove_prompt($crate::PromptArgs) -> ();
            restore_prompt($crate::PromptArgs) -> ();
            preview_template($crate::TemplateTextArgs) -> $crate::OpenedTemplate;
            conversation_persona($crate::ConversationPersonaArgs) -> Option<$crate::PersonaView>;
            choose_persona($crate::ChoosePersonaArgs) -> $crate::PersonaBefore;
            import_prompts($crate::ImportPromptsArgs) -> $crate::ImportedPrompts;
            export_prompts($crate::ExportPromptsArgs) -> $crate::WrittenFile;

            list_providers($crate::NoArgs) -> Vec<$crate::ProviderView>;
            list_models($crate::ListModelsArgs) -> Vec<$crate::ProviderModels>;
            set_favourite($crate::FavouriteArgs) -> ();
            model_details($crate::ModelArgs) -> $crate::ModelDetails;
            override_model($crate::OverrideModelArgs) -> $crate::ModelView;
            detect_local($crate::NoArgs) -> Vec<$crate::LocalServer>;
            save_key($crate::SaveKeyArgs) -> $crate::KeyCheck;
            add_key($crate::AddKeyArgs) -> $crate::KeyCheck;
            replace_key($crate::ReplaceKeyArgs) -> $crate::KeyCheck;
            rename_key($crate::RenameKeyArgs) -> ();
            use_key($crate::KeyArgs) -> ();
            remove_key($crate::KeyArgs) -> ();
            set_base_url($crate::BaseUrlArgs) -> ();
            save_custom_provider($crate::CustomProviderArgs) -> $crate::ProviderView;
            remove_custom_provider($crate::ProviderArgs) -> ();
            set_models($crate::NamedModelsArgs) -> ();
            set_header_value($crate::HeaderValueArgs) -> ();
            import_provider($crate::ImportProviderArgs) -> $crate::ProviderView;
            export_provider($crate::ProviderArgs) -> $crate::ExportedProvider;
            provider_files($crate::ProviderFilesArgs) -> $crate::ProviderFiles;
            keyring_status($crate::NoArgs) -> $crate::KeyringStatus;
            retry_keyring($crate::NoArgs) -> $crate::KeyringStatus;

            routing($crate::NoArgs) -> $crate::Routing;
            save_routing($crate::Routing) -> ();
            spending($crate::NoArgs) -> $crate::SpendingView;

            network($crate::NoArgs) -> $crate::NetworkView;
            save_network($crate::NetworkSettings) -> $crate::NetworkView;

            usage($crate::UsageArgs) -> Vec<$crate::UsageEntry>;
            usage_by_conversation($crate::UsageArgs) -> Vec<$crate::ConversationUsage>;
            usage_csv($crate::UsageArgs) -> String;
            export_usage($crate::UsageArgs) -> $crate::WrittenFile;

            backups($crate::NoArgs) -> $crate::BackupsView;
            save_backups($crate::SaveBackupsArgs) -> $crate::BackupsView;
            back_up_now($crate::NoArgs) -> $crate::BackupsView;
            preview_restore($crate::RestoreBackupArgs) -> $crate::RestoreReport;
            restore_backup($crate::RestoreBackupArgs) -> $crate::RestoreReport;
            replace_history($crate::RestoreBackupArgs) -> $crate::Startup;
            data_job($crate::NoArgs) -> Option<$crate::DataJob>;
            cancel_data_job($crate::NoArgs) -> ();
            storage($crate::NoArgs) -> $crate::StorageView;
            clean_up($crate::CleanUpArgs) -> $crate::CleanedUp;

            import_preview($crate::ImportPathArgs) -> $crate::ImportPreview;
            import_start($crate::ImportStartArgs) -> $crate::ImportStatus;
            import_status($crate::NoArgs) -> $crate::ImportStatus;
            import_cancel($crate::NoArgs) -> ();
            import_dismiss($crate::NoArgs) -> ();

            speech_providers($crate::NoArgs) -> Vec<$crate::SpeechProvider>;
            read_aloud($crate::ReadAloudArgs) -> $crate::ReadingView;
            stop_reading($crate::ReadingArgs) -> ();
            dictation_choices($crate::NoArgs) -> $crate::DictationChoices;
            finish_dictation($crate::DictationArgs) -> $crate::DictatedText;
            cancel_dictation($crate::DictationArgs) -> ();

            app_info($crate::NoArgs) -> $crate::AppInfo;
            diagnostics($crate::NoArgs) -> String;
        }
    };
}

/// Commands of the desktop shell alone.
#[macro_export]
macro_rules! shell_commands {
    ($callback:ident $(, $before:tt)?) => {
        $callback! {
            $($before)?
            window_ready($crate::NoArgs) -> ();
            close_window($crate::NoArgs) -> ();
            get_settings($crate::NoArgs) -> $crate::Settings;
            save_settings($crate::Settings) -> ();
            open_link($crate::LinkArgs) -> ();
            open_folder($crate::FolderArgs) -> ();
            choose_import($crate::ChooseImportArgs) -> Option<String>;
            copy_text($crate::CopyArgs) -> ();
            copy_picture($crate::BlobArgs) -> ();
            use_template($crate::PromptArgs) -> $crate::OpenedTemplate;
            save_picture($crate::SavePictureArgs) -> $crate::WrittenFile;
            save_code($crate::SaveCodeArgs) -> Option<$crate::WrittenFile>;
            save_diagram($crate::DiagramPngArgs) -> Option<$crate::WrittenFile>;
            copy_diagram($crate::DiagramPngArgs) -> ();
            copy_image($crate::LinkArgs) -> ();
            save_image($crate::SaveImageArgs) -> $crate::WrittenFile;
            export_conversations($crate::ExportArgs) -> $crate::ExportedFiles;
            print_conversation($crate::PrintArgs) -> $crate::WrittenFile;
            export_everything($crate::ExportAllArgs) -> $crate::ExportedArchive;

            pick_files($crate::NoArgs) -> Vec<$crate::OfferedFile>;
            paste_picture($crate::DraftFilesArgs) -> Option<$crate::Attached>;
            save_file($crate::SaveFileArgs) -> $crate::WrittenFile;

            choose_path($crate::ChoosePathArgs) -> Option<String>;

            show_artifact($crate::ShowArtifactArgs) -> $crate::ShownArtifact;
            open_artifact($crate::OpenArtifactArgs) -> ();
        }
    };
}

/// Commands whose shape is not "arguments in, JSON out": their TypeScript is written by hand in `ui/src/ipc/client.ts`.
/// `watch_turn`, `watch_app`, `watch_drops` and `begin_dictation` take a channel; `load_image`, `load_blob`, `load_thumbnail` and `load_sentence` answer with
/// bytes;
/// `upload_piece` takes them.
pub const STREAM_COMMANDS: [&str; 9] = [
    "watch_turn",
    "watch_app",
    "watch_drops",
    "load_image",
    "load_blob",
    "load_thumbnail",
    "load_sentence",
    "begin_dictation",
    "upload_piece",
];
