//! kill -9 at random points of a stream, in the real process.

use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use parlance_journeys::{Desktop, Error, Keyring, Outcome, Page, Role, scene};
use parlance_testkit::{ScriptedServer, TempHome, sse};

const ROUNDS: u32 = 50;
/// Between two words. Two of them never share a journal's interval in the same way.
const PACE: Duration = Duration::from_millis(7);
/// What the app promises is 150 ms, the journal's interval. The rest is for the commit itself on a busy machine.
const MAY_BE_LOST: Duration = Duration::from_millis(150 + 100);

/// A word of the answer: its number, and the microsecond since 1970 at which it was written.
type Word = (usize, u128);

fn words(text: &str) -> Vec<Word> {
    let word = |word: &str| {
        let (number, at_us) = word.strip_prefix('n')?.split_once('@')?;
        Some((number.parse().ok()?, at_us.parse().ok()?))
    };
    text.split_whitespace().filter_map(word).collect()
}

fn now_us() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_micros()
}

/// Answers one question with words until the app is gone.
async fn count(server: &ScriptedServer) -> Result<(), Error> {
    let mut exchange = scene::begin(server, "").await?;
    let mut ticks = tokio::time::interval(PACE);
    for number in 0_u64.. {
        ticks.tick().await;
        if exchange.send(sse::text(&format!("n{number}@{} ", now_us()))).await.is_err() {
            break;
        }
    }
    Ok(())
}

/// Asks, and gives the words that the window showed and when that was, as soon as there are more than `least`.
async fn shown(page: &Page, question: &str, least: u32) -> Result<(Vec<Word>, u128), Error> {
    page.ask(question).await?;
    let enough = format!(
        "const text = [...document.querySelectorAll('article')].at(-1)?.textContent ?? '';
         return text.includes('n{least}@') ? text : ''"
    );
    let text = page.until("enough of the answer", &enough).await?;
    Ok((words(text.as_str().unwrap_or_default()), now_us()))
}

/// A copy of the database as the death left it: opening the database itself would repair it.
fn as_left(home: &TempHome) -> Result<PathBuf, Error> {
    let copy = home.path().join("as-left.db");
    for end in ["", "-wal"] {
        let from = home.parlance().join(format!("history.db{end}"));
        std::fs::copy(from, home.path().join(format!("as-left.db{end}")))?;
    }
    Ok(copy)
}

#[tokio::test]
async fn fifty_deaths_lose_nothing_that_was_shown() -> Outcome {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let environment = scene::environment(&server);
    let (mut desktop, mut page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    let mut losses = Vec::new();
    for round in 1..=ROUNDS {
        let question = format!("Question {round}");
        let (answered, seen) = tokio::join!(count(&server), async {
            // Spread over the journal's interval, and over short and long answers.
            let seen = shown(&page, &question, 3 + (round * 37) % 101).await;
            desktop.kill(&home).await?;
            seen
        });
        answered?;
        let (seen, at_us) = seen?;
        assert_eq!(scene::sql(&as_left(&home)?, "PRAGMA integrity_check").await?, ["ok"], "round {round}");

        (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
        page.click(Role::Button, &question).await?;
        page.answered("interrupted", "").await?;
        let kept = words(&page.last_answer().await?.0);
        assert!(kept.iter().enumerate().all(|(at, (number, _))| at == *number), "round {round}: {kept:?}");
        if let Some((_, written_us)) = seen.get(kept.len()) {
            let lost = Duration::from_micros(u64::try_from(at_us.saturating_sub(*written_us))?);
            assert!(lost <= MAY_BE_LOST, "round {round}: shown words of the last {lost:?} are lost");
            losses.push(lost);
        }
        page.click(Role::Button, "Continue").await?;
        scene::end(scene::begin(&server, "It goes on").await?, " to its end.").await?;
        page.answered("complete", "It goes on to its end.").await?;
        page.click(Role::Button, "New chat").await?;
    }
    desktop.quit(&home).await?;
    println!(
        "{} of {ROUNDS} deaths lost shown words, of the last {:?} at most",
        losses.len(),
        losses.iter().max()
    );
    Ok(())
}
