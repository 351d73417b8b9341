//! A picture and a PDF are attached, outlive the app, are sent, and stand in the message.

use parlance_journeys::{Desktop, Keyring, Outcome, Page, Role, eventually, scene};
use parlance_testkit::Response;
use serde_json::json;

const PICTURE: &[u8] = include_bytes!("../../../icons/128x128.png");
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] \
    /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources << /Font \
    << /F1 5 0 R >> >> >>\nendobj\n4 0 obj\n<< /Length 61 >>\nstream\nBT /F1 12 Tf 20 200 Td (The keel is laid in the spring) Tj ET\n\
    endstream\nendobj\n5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>\nendobj\n\
    trailer\n<< /Root 1 0 R >>\n%%EOF";

/// Pastes files into the Message field, as the clipboard would.
async fn paste(page: &Page, files: &[(&str, &str, &[u8])]) -> Outcome {
    page.click(Role::Textbox, "Message").await?;
    let script = "const data = new DataTransfer();
        for (const [name, type, bytes] of arguments[0]) data.items.add(new File([new Uint8Array(bytes)], name, { type }));
        document.activeElement.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
        return data.files.length";
    let put = page.run(script, vec![json!(files)]).await?;
    assert_eq!(put, files.len());
    Ok(())
}

async fn journey(theme: &str) -> Outcome {
    let (home, server) = (scene::home(theme)?, scene::provider().await?);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.find(Role::Button, "Attach files").await?;
    let files = [("mark.png", "image/png", PICTURE), ("plan.pdf", "application/pdf", PDF)];
    paste(&page, &files).await?;
    page.find(Role::Button, "Remove plan.pdf").await?;
    paste(&page, &[("mark-again.png", "image/png", PICTURE)]).await?;
    page.says("mark-again.png is attached already.").await?;
    page.says("tokens").await?;
    let mut findings = page.look(&format!("files-draft-{theme}")).await?;
    page.click(Role::Button, "Dismiss").await?;
    page.type_into(Role::Textbox, "Message", "When is it laid?").await?;
    let draft = home.parlance().join("history.db");
    eventually("the draft on the disk", || async {
        scene::sql(&draft, "SELECT text FROM draft").await.is_ok_and(|texts| texts == ["When is it laid?"])
    })
    .await?;
    desktop.quit(&home).await?;

    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.find(Role::Button, "Remove mark.png").await?;
    page.find(Role::Button, "Remove plan.pdf").await?;
    page.until("the words", "return document.querySelector('textarea').value === 'When is it laid?'").await?;
    page.click(Role::Button, "Send").await?;
    let mut exchange = server.exchange().await?;
    let request = exchange.request.json();
    let content = &request["messages"][0]["content"];
    let picture = content[0]["image_url"]["url"].as_str().unwrap_or_default();
    assert!(picture.starts_with("data:image/png;base64,"), "{content}");
    let words = "plan.pdf:\n\n```\nThe keel is laid in the spring\n```\n\nWhen is it laid?";
    assert_eq!(content[1]["text"], words);
    exchange.respond(&Response::events(parlance_testkit::sse::answer(["In the spring."]))).await?;
    exchange.finish().await?;
    page.answered("complete", "In the spring.").await?;
    page.find(Role::Button, "Save plan.pdf").await?;
    assert_eq!(page.count(Role::Button, "Remove plan.pdf").await?, 0);
    findings.extend(page.look(&format!("files-message-{theme}")).await?);
    page.click(Role::Button, "Show mark.png").await?;
    page.find(Role::Dialog, "mark.png").await?;
    findings.extend(page.look(&format!("files-picture-{theme}")).await?);
    desktop.quit(&home).await?;
    assert_eq!(findings, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn dark() -> Outcome {
    journey("dark").await
}

#[tokio::test]
async fn light() -> Outcome {
    journey("light").await
}
