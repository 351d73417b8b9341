//! The whole history: back it up, restore it, export it, verify it.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use parlance_domain::ConversationId;
use parlance_ipc::{
    BackupInterval, BackupSettings, ExportAllArgs, ExportArgs, ExportFormat, NoArgs, RestoreReport,
    SaveBackupsArgs,
};

use crate::exit::{Exit, Failure};
use crate::passphrase::Passphrase;
use crate::{home, output};

#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// The folder for the backup; without it, the one that Settings names
    pub(crate) folder: Option<PathBuf>,
    /// Close it with a passphrase
    #[arg(long, requires = "folder")]
    pub(crate) sealed: bool,
    #[command(flatten)]
    pub(crate) passphrase: Passphrase,
    /// How many backups of this history stay in the folder
    #[arg(long, value_name = "COUNT", requires = "folder", default_value_t = 7)]
    pub(crate) keep: u32,
}

#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// A backup (.db, .zip.age), a kept copy, or an archive that was exported (.zip, .zip.age)
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) passphrase: Passphrase,
    /// Say what would come, and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Put it in the place of a history that does not open, which is set aside
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) replace: bool,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    #[command(subcommand)]
    pub(crate) what: What,
}

#[derive(Debug, Subcommand)]
pub(crate) enum What {
    /// Everything but keys, as one ZIP, which `restore` reads
    All {
        /// Where to: a folder, or a file that ends in .zip
        folder: PathBuf,
        /// Close it with a passphrase
        #[arg(long)]
        sealed: bool,
        #[command(flatten)]
        passphrase: Passphrase,
    },
    /// Conversations, each as a file of its own
    Conversations {
        /// Where to: a folder or, for one conversation, a file with the ending of the format
        folder: PathBuf,
        /// Their ids, as `conversations` lists them
        #[arg(required = true)]
        ids: Vec<ConversationId>,
        #[arg(long, value_enum, default_value_t = Format::Markdown)]
        format: Format,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Markdown,
    Html,
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

pub(crate) async fn back_up(args: Backup) -> Result<Exit, Failure> {
    let opened = home::open().await?;
    let made = match args.folder {
        None => opened.app.back_up_now(NoArgs {}).await?,
        Some(folder) => {
            // What Settings say stays as it is.
            let settings = BackupSettings {
                folder: Some(whole(&folder)?),
                interval: BackupInterval::Never,
                keep: args.keep,
                sealed: args.sealed,
            };
            let passphrase = match args.sealed {
                true => Some(args.passphrase.of_new().await?),
                false => None,
            };
            opened.app.back_up_to(SaveBackupsArgs { settings, passphrase }).await?
        }
    };
    if let Some(newest) = made.backups.first() {
        output::write(&format!("{}\n", newest.path))?;
    }
    Ok(Exit::Done)
}

pub(crate) async fn restore(args: Restore) -> Result<Exit, Failure> {
    let path = whole(&args.file)?;
    if args.replace {
        let app = home::unopened().await?;
        let file = args.passphrase.of(&app, path).await?;
        app.replace_history(file).await?;
        return Ok(Exit::Done);
    }
    let opened = home::open().await?;
    let file = args.passphrase.of(&opened.app, path).await?;
    let report = match args.dry_run {
        true => opened.app.preview_restore(file).await?,
        false => opened.app.restore_backup(file).await?,
    };
    match args.json {
        true => output::json(&report)?,
        false => output::write(&told(&report, args.dry_run))?,
    }
    Ok(if report.broken > 0 { Exit::Failed } else { Exit::Done })
}

fn told(report: &RestoreReport, dry_run: bool) -> String {
    let mut text = if dry_run { "Would come:\n".to_owned() } else { String::new() };
    let lines = [
        (report.merged.new, "new conversations"),
        (report.merged.completed, "conversations completed"),
        (report.merged.messages, "new messages"),
        (report.merged.known, "conversations that are here already"),
        (report.merged.in_trash, "conversations in the trash, which stay there"),
        (report.merged.deleted, "conversations deleted for good, which stay so"),
        (report.missing_blobs, "files that neither side has"),
        (report.broken, "conversations that cannot be read"),
    ];
    for (count, what) in lines {
        if count > 0 {
            text.push_str(&format!("{count:>8}  {what}\n"));
        }
    }
    if lines.iter().all(|(count, _)| *count == 0) {
        text.push_str("Nothing is in it.\n");
    }
    text
}

pub(crate) async fn export(args: Export) -> Result<Exit, Failure> {
    let opened = home::open().await?;
    match args.what {
        What::All { folder, sealed, passphrase } => {
            let passphrase = match sealed {
                true => Some(passphrase.of_new().await?),
                false => None,
            };
            let args = ExportAllArgs { folder: Some(whole(&folder)?), passphrase };
            let written = opened.app.export_everything(args, folder).await?;
            output::write(&format!("{}\n", written.path))?;
            if written.missing_blobs > 0 {
                output::note(&format!(
                    "{} files that messages name are not in the history any more.",
                    written.missing_blobs
                ));
            }
        }
        What::Conversations { folder, ids, format } => {
            let format = match format {
                Format::Markdown => ExportFormat::Markdown,
                Format::Html => ExportFormat::Html,
                Format::Json => ExportFormat::Json,
            };
            let args = ExportArgs {
                conversations: ids,
                format,
                language: "en".to_owned(),
                folder: Some(whole(&folder)?),
            };
            let written = opened.app.export_conversations(args, folder).await?;
            output::write(&written.files.iter().map(|file| format!("{file}\n")).collect::<String>())?;
        }
    }
    Ok(Exit::Done)
}

pub(crate) async fn verify(args: Verify) -> Result<Exit, Failure> {
    let opened = home::open().await?;
    let found = opened.app.verify().await?;
    if args.json {
        output::json(&found)?;
    } else {
        let mut text = format!(
            "{} conversations, {} messages, {} files.\n",
            found.conversations, found.messages, found.blobs
        );
        match found.problems.is_empty() {
            true => text.push_str("Everything is as it was written.\n"),
            false => found.problems.iter().for_each(|problem| text.push_str(&format!("! {problem}\n"))),
        }
        output::write(&text)?;
    }
    Ok(if found.problems.is_empty() { Exit::Done } else { Exit::Failed })
}

/// The app takes whole paths alone.
fn whole(path: &Path) -> Result<String, Failure> {
    let path = std::path::absolute(path);
    let path = path.map_err(|error| Failure::usage(format!("This path cannot be used: {error}.")))?;
    Ok(path.display().to_string())
}
