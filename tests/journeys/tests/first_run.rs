//! From nothing: no key, no network, no history.

use parlance_journeys::{Desktop, Keyring, Outcome, Role};
use parlance_testkit::TempHome;

#[tokio::test]
async fn the_guide_answers_a_first_question_and_a_restart_keeps_it() -> Outcome {
    let home = TempHome::new()?;
    let (desktop, page) = Desktop::start(&home, Keyring::Unlocked).await?;
    page.find(Role::Button, "Model: Guide").await?;
    page.find(Role::Textbox, "Message").await?;

    page.ask("How do I add a key?").await?;
    page.answered("complete", "Paste it into the field").await?;
    page.find(Role::List, "Conversations").await?;
    page.find(Role::Log, "Conversation").await?;
    desktop.quit(&home).await?;

    let (desktop, page) = Desktop::start(&home, Keyring::Unlocked).await?;
    page.click(Role::Button, "How do I add a key?").await?;
    page.answered("complete", "Paste it into the field").await?;
    assert_eq!(page.count(Role::Article, "You").await?, 1);
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn the_first_frame_stands_where_the_app_will() -> Outcome {
    let home = TempHome::new()?;
    let (desktop, page) = Desktop::start(&home, Keyring::Unlocked).await?;
    page.find(Role::Button, "Model: Guide").await?;
    for width in [1280, 400] {
        page.resize(width, 800).await?;
        let places = page.run(PLACES, vec![include_str!("../../../ui/index.html").into()]).await?;
        let places = places.as_array().ok_or("no places")?;
        assert_eq!(places.len(), 3);
        for place in places {
            assert_eq!(place["first"], place["app"], "{} at {width}", place["what"]);
        }
    }
    desktop.quit(&home).await?;
    Ok(())
}

/// Lays the first frame over the app for a moment and measures both.
const PLACES: &str = "
    const frame = new DOMParser().parseFromString(arguments[0], 'text/html').querySelector('[data-first-frame]');
    frame.querySelector('p span').textContent = document.querySelector('h1').textContent;
    const over = document.createElement('div');
    over.style.cssText = 'position: fixed; inset: 0';
    over.append(frame);
    const place = (element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return [x, y, width, height];
    };
    const parts = { textarea: 'textarea', '.composer': '.composer', p: 'h1' };
    const apps = Object.values(parts).map((selector) => place(document.querySelector(`#root ${selector}`)));
    document.body.append(over);
    const firsts = Object.keys(parts).map((selector) => place(frame.querySelector(selector)));
    over.remove();
    return Object.keys(parts).map((what, index) => ({ what, first: firsts[index], app: apps[index] }));";
