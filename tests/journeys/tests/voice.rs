//! An answer is read aloud by a provider's voice, with the sentence marked; a message is dictated.

use parlance_journeys::{Desktop, Keyring, Outcome, Page, Role, scene};
use parlance_testkit::{Response, ScriptedServer};

const ANSWER: &str = "Tides are **long waves**, drawn by the moon. The sun helps; twice a month they pull together.\n\n\
```python\nprint('high tide')\n```\n\n\
- High water comes about every twelve hours. Where a bay is narrow it rises more.\n- See https://example.org/tides.\n\n";
const RATE_HZ: u32 = 8_000;

/// A quiet tone, as a provider streams it: with a header that does not know its length.
fn tone(seconds: u32) -> Vec<u8> {
    let samples = (0..RATE_HZ * seconds).flat_map(|at| {
        let wave = (f64::from(at) * 330.0 * std::f64::consts::TAU / f64::from(RATE_HZ)).sin() * 2_000.0;
        (wave as i16).to_le_bytes()
    });
    let mut wav = b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
    wav.extend(RATE_HZ.to_le_bytes());
    wav.extend((RATE_HZ * 2).to_le_bytes());
    wav.extend(b"\x02\0\x10\0data\xff\xff\xff\xff");
    wav.extend(samples);
    wav
}

async fn marked(page: &Page, words: &str) -> Outcome {
    let script =
        "const [range] = CSS.highlights.get('spoken') ?? []; return range?.toString() === arguments[0]";
    page.until_with("the sentence that is marked", script, vec![words.into()]).await?;
    Ok(())
}

async fn offered(page: &Page, value: &str) -> Outcome {
    let script = "return document.querySelector(`option[value='${arguments[0]}']`) !== null";
    page.until_with("what is offered", script, vec![value.into()]).await?;
    Ok(())
}

async fn talk(page: &Page, server: &ScriptedServer) -> Outcome {
    page.ask("Why is there a tide?").await?;
    scene::end(scene::begin(server, ANSWER).await?, "Done.").await?;
    page.answered("complete", "Done.").await
}

async fn read(theme: &str) -> Outcome {
    let (home, server) = (scene::home(theme)?, scene::provider().await?);
    let sound = Response::status(200).header("content-type", "audio/wav").sized_body(tone(20));
    server.route("/audio/speech", vec![sound.into()]);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    talk(&page, &server).await?;

    page.click(Role::Button, "Settings").await?;
    offered(&page, "openai").await?;
    page.choose("Read aloud by", "OpenAI").await?;
    offered(&page, "nova").await?;
    page.choose("Voice", "nova").await?;
    let mut findings = page.look_at_section(&format!("voice-settings-{theme}"), "Voice").await?;
    page.click(Role::Button, "Back").await?;

    page.click(Role::Button, "Read aloud").await?;
    marked(&page, "Tides are long waves, drawn by the moon.").await?;
    page.says("Sentence 1 of 7").await?;
    page.click(Role::Button, "Pause").await?;
    findings.extend(page.look(&format!("voice-reading-{theme}")).await?);
    page.choose("Speed", "2×").await?;
    page.click(Role::Button, "Go on reading").await?;
    marked(&page, "The sun helps; twice a month they pull together.").await?;
    page.click_css("section[aria-label='Reading aloud'] button[aria-label='Stop reading']").await?;
    page.until("the end of it", "return !document.querySelector('section[aria-label=\"Reading aloud\"]') && !CSS.highlights.has('spoken')").await?;
    let spoken: Vec<_> =
        server.requests().into_iter().filter(|request| request.path.ends_with("/audio/speech")).collect();
    let words: Vec<_> = spoken
        .iter()
        .map(|request| request.json()["input"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert!(words.len() <= 4, "more was fetched than two sentences ahead: {words:?}");
    assert_eq!(words[0], "Tides are long waves, drawn by the moon.");
    assert_eq!(spoken[0].json()["voice"], "nova");
    assert_eq!(findings, Vec::<String>::new());
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn read_aloud_in_the_dark() -> Outcome {
    read("dark").await
}

#[tokio::test]
async fn read_aloud_in_the_light() -> Outcome {
    read("light").await
}

async fn dictate(theme: &str) -> Outcome {
    let (home, server) = (scene::home(theme)?, scene::provider().await?);
    let words = serde_json::json!({ "text": "the tides of spring" });
    server.route("/audio/transcriptions", vec![Response::json(200, words).into()]);
    let microphone = home.parlance().join("microphone.wav");
    std::fs::write(&microphone, tone(1))?;
    let mut environment = scene::environment(&server);
    environment.push(("PARLANCE_MICROPHONE".to_owned(), microphone.display().to_string()));
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;

    page.click(Role::Button, "Dictate").await?;
    page.says("Choose in Settings who writes down what you say.").await?;
    let mut findings = page.look(&format!("dictation-none-{theme}")).await?;
    page.click(Role::Button, "Open settings").await?;
    offered(&page, "openai").await?;
    page.choose("Dictation by", "OpenAI").await?;
    findings.extend(page.look_at_section(&format!("dictation-settings-{theme}"), "Voice").await?);
    page.click(Role::Button, "Back").await?;

    page.type_into(Role::Textbox, "Message", "Tell me of ").await?;
    page.click(Role::Button, "Dictate").await?;
    let heard = "const level = document.querySelector('[data-level] > *');
        return level !== null && Number.parseFloat(level.style.width) > 10";
    page.until("the level", heard).await?;
    findings.extend(page.look(&format!("dictation-{theme}")).await?);
    page.click(Role::Button, "Drop the recording").await?;
    assert!(server.requests().iter().all(|request| !request.path.ends_with("/audio/transcriptions")));

    page.click(Role::Button, "Dictate").await?;
    page.until("the level", heard).await?;
    page.click(Role::Button, "End dictation").await?;
    let written = "return document.querySelector('textarea').value === 'Tell me of the tides of spring'";
    page.until("the words in the field", written).await?;
    let sent = server.requests().into_iter().find(|request| request.path.ends_with("/audio/transcriptions"));
    let sent = sent.ok_or("nothing was sent")?;
    assert!(sent.body.windows(4).any(|bytes| bytes == b"RIFF"));
    assert_eq!(findings, Vec::<String>::new());
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn dictated_in_the_dark() -> Outcome {
    dictate("dark").await
}

#[tokio::test]
async fn dictated_in_the_light() -> Outcome {
    dictate("light").await
}
