//! Templates and personas as a face uses them.

use std::collections::BTreeMap;

use parlance_app::{App, Filled};
use parlance_domain::{ConversationId, Parameters};
use parlance_ipc::{
    ChoosePersonaArgs, ConversationPersonaArgs, ErrorCode, ExportPromptsArgs, ImportPromptsArgs, ModelChoice,
    OpenedTemplate, PersonaBefore, PersonaView, PromptArgs, Prompts, PromptsArgs, SavePersonaArgs,
    SaveTemplateArgs, TemplatePiece, TemplateTextArgs, TemplateView,
};
use parlance_testkit::{Response, sse};
use serde_json::json;

use crate::support::*;

fn english(id: &str) -> PromptArgs {
    PromptArgs { id: id.into(), language: "en".into() }
}

async fn list(app: &App) -> Prompts {
    app.list_prompts(PromptsArgs { language: "en".into() }).await.unwrap()
}

async fn template(app: &App, name: &str, body: &str) -> TemplateView {
    let args =
        SaveTemplateArgs { id: None, name: name.into(), description: String::new(), body: body.into() };
    app.save_template(args).await.unwrap()
}

fn haiku() -> SavePersonaArgs {
    SavePersonaArgs {
        id: None,
        name: "Poet".into(),
        icon: "🌸".into(),
        description: String::new(),
        model: Some(ModelChoice { provider: "openai".into(), model: "scripted".into() }),
        parameters: Parameters {
            system_prompt: Some("Answer in a haiku.".into()),
            temperature: Some(0.5),
            ..Parameters::default()
        },
        starters: vec!["Write of ".into()],
    }
}

fn choose(conversation: Option<ConversationId>, persona: Option<&str>) -> ChoosePersonaArgs {
    ChoosePersonaArgs { conversation, persona: persona.map(str::to_owned), language: "en".into(), back: None }
}

async fn persona_of(app: &App, conversation: Option<ConversationId>) -> Option<PersonaView> {
    app.conversation_persona(ConversationPersonaArgs { conversation }).await.unwrap()
}

async fn here(app: &App, conversation: Option<ConversationId>) -> Parameters {
    let args = parlance_ipc::ParametersArgs { conversation, model: model() };
    app.parameters(args).await.unwrap().here
}

#[tokio::test]
async fn a_starter_gives_way_to_its_copy() {
    let scene = Scene::new().await;
    let app = &scene.app;
    let before = list(app).await;
    assert!(before.templates.iter().all(|template| template.starter && !template.hidden));
    let starter = before.templates.iter().find(|template| template.name == "summarise").unwrap().clone();
    let copy = SaveTemplateArgs {
        id: Some(starter.id.clone()),
        name: starter.name.clone(),
        description: String::new(),
        body: "Shorter: {{clipboard}}".into(),
    };
    let copy = app.save_template(copy).await.unwrap();
    let after = list(app).await;
    assert_eq!(after.templates.len(), before.templates.len());
    let named = after.templates.iter().filter(|template| template.name == "summarise").collect::<Vec<_>>();
    assert_eq!(named, [&copy]);
    assert!(!copy.starter);

    app.remove_prompt(english(&copy.id)).await.unwrap();
    assert!(list(app).await.templates.contains(&starter));
    app.remove_prompt(english(&starter.id)).await.unwrap();
    let hidden = |prompts: &Prompts| {
        prompts
            .templates
            .iter()
            .filter(|template| template.hidden)
            .map(|one| one.id.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(hidden(&list(app).await), std::slice::from_ref(&starter.id));
    app.restore_prompt(english(&starter.id)).await.unwrap();
    assert_eq!(list(app).await, before);
}

#[tokio::test]
async fn a_name_is_free_or_it_is_said() {
    let scene = Scene::new().await;
    let app = &scene.app;
    let own = template(app, "/Weekly Report", "x").await;
    assert_eq!(own.name, "weekly-report");
    let again = SaveTemplateArgs {
        id: None,
        name: "weekly-report".into(),
        description: String::new(),
        body: "y".into(),
    };
    let refused = app.save_template(again.clone()).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Invalid);
    assert!(refused.message.contains("/weekly-report already"), "{}", refused.message);
    app.save_template(SaveTemplateArgs { id: Some(own.id.clone()), ..again }).await.unwrap();
    app.duplicate_prompt(english(&own.id)).await.unwrap();
    assert!(list(app).await.templates.iter().any(|template| template.name == "weekly-report-2"));

    app.save_persona(haiku()).await.unwrap();
    let refused = app.save_persona(SavePersonaArgs { name: "poet".into(), ..haiku() }).await.unwrap_err();
    assert!(refused.message.contains("There is a persona poet already"), "{}", refused.message);
    let hot = Parameters { temperature: Some(9.0), ..Parameters::default() };
    let refused = SavePersonaArgs { name: "Hot".into(), parameters: hot, ..haiku() };
    assert_eq!(app.save_persona(refused).await.unwrap_err().code, ErrorCode::Invalid);

    app.remove_prompt(english(&own.id)).await.unwrap();
    template(app, "weekly-report", "z").await;
    app.restore_prompt(english(&own.id)).await.unwrap();
    assert!(list(app).await.templates.iter().any(|template| template.name == "weekly-report-3"));
}

#[tokio::test]
async fn the_clipboard_is_read_for_those_that_ask_and_not_looked_into() {
    let scene = Scene::new().await;
    let app = &scene.app;
    let plain = template(app, "plain", "On {{topic}}").await;
    let clip = template(app, "clip", "{{clipboard}} and {{topic}}").await;
    let mut reads = 0;
    let opened = app
        .use_template(english(&plain.id), async || {
            reads += 1;
            None
        })
        .await
        .unwrap();
    assert_eq!((reads, opened.fields.len()), (0, 1));
    let opened = app.use_template(english(&clip.id), async || Some("{{topic}}".to_owned())).await.unwrap();
    let text = |text: &str| TemplatePiece::Text { text: text.into() };
    assert_eq!(opened.pieces, [text("{{topic}} and "), TemplatePiece::Field { field: 0 }]);
    let opened = app.use_template(english(&clip.id), async || None).await.unwrap();
    let names: Vec<_> = opened.fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["topic", "clipboard"]);
    let OpenedTemplate { pieces, .. } =
        app.preview_template(TemplateTextArgs { body: "{{clipboard}}{{date}}".into() }).await.unwrap();
    assert_eq!(pieces[0], TemplatePiece::Clipboard);
    assert!(matches!(&pieces[1], TemplatePiece::Text { text } if text.len() == 10));

    // What was used last comes first.
    let names: Vec<_> = list(app).await.templates.into_iter().map(|template| template.name).collect();
    assert_eq!(names[..2], ["clip", "plain"]);
}

#[tokio::test]
async fn values_are_enough_to_fill_in_a_template() {
    let scene = Scene::new().await;
    let filled = async |body: &str, values: &[(&str, &str)]| {
        let values: BTreeMap<_, _> =
            values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        scene.app.fill_template(body, &values).await.unwrap()
    };
    let text = |text: &str| Filled::Text(text.into());
    assert_eq!(filled("{{a}} {{b=2}} {{c: x|y}}", &[("a", "{{b}}"), ("c", "y")]).await, text("{{b}} 2 y"));
    assert_eq!(filled("{{date}}", &[("date", "today")]).await, text("today"));
    assert_eq!(
        filled("{{a}}{{clipboard}}", &[]).await,
        Filled::Missing(vec!["a".into(), "clipboard".into()])
    );
    let known = vec!["a".to_owned()];
    assert_eq!(filled("{{a}}", &[("b", "1")]).await, Filled::Unknown { name: "b".into(), known });
    let options = vec!["x".to_owned(), "y".to_owned()];
    assert_eq!(filled("{{c: x|y}}", &[("c", "z")]).await, Filled::NotListed { name: "c".into(), options });
    let found = scene.app.find_template("/Zusammenfassen").await.unwrap().unwrap();
    assert!(found.starter && scene.app.find_template("nothing").await.unwrap().is_none());
}

#[tokio::test]
async fn a_conversation_begun_with_a_persona_is_asked_as_it_says() {
    let scene = Scene::new().await;
    let app = &scene.app;
    let poet = app.save_persona(haiku()).await.unwrap();
    app.choose_persona(choose(None, Some(&poet.id))).await.unwrap();
    assert_eq!(persona_of(app, None).await, Some(poet.clone()));

    let started = scene.talk("Rain", "drops").await;
    let body = scene.server.request(0).await.json();
    assert_eq!(body["messages"][0], json!({"role": "system", "content": "Answer in a haiku."}));
    assert_eq!(body["temperature"], 0.5);
    let conversation = Some(started.conversation);
    assert_eq!(persona_of(app, conversation).await, Some(poet.clone()));
    assert_eq!(persona_of(app, None).await, None);

    // Another text of the persona changes nothing that runs, but its name is its name.
    let changed = SavePersonaArgs {
        id: Some(poet.id.clone()),
        name: "Bard".into(),
        parameters: Parameters { temperature: Some(1.0), ..Parameters::default() },
        ..haiku()
    };
    app.save_persona(changed).await.unwrap();
    assert_eq!(persona_of(app, conversation).await.unwrap().name, "Bard");
    assert_eq!(here(app, conversation).await, haiku().parameters);

    app.remove_prompt(english(&poet.id)).await.unwrap();
    assert_eq!(persona_of(app, conversation).await, None);
    app.restore_prompt(english(&poet.id)).await.unwrap();
    assert_eq!(persona_of(app, conversation).await.unwrap().name, "Bard");
}

#[tokio::test]
async fn a_persona_is_chosen_and_dropped_later_and_back_again() {
    let scene = Scene::new().await;
    let app = &scene.app;
    let started = scene.talk("Rain", "drops").await;
    let conversation = Some(started.conversation);
    let tutor = list(app).await.personas.into_iter().find(|persona| persona.name == "Tutor").unwrap();
    let before = app.choose_persona(choose(conversation, Some(&tutor.id))).await.unwrap();
    assert_eq!((&before.persona, &before.parameters), (&None, &Parameters::default()));
    let chosen = persona_of(app, conversation).await.unwrap();
    assert_eq!((chosen.name.as_str(), chosen.starter), ("Tutor", false));
    assert_eq!(here(app, conversation).await, tutor.parameters);
    let tutors = list(app).await.personas.into_iter().filter(|persona| persona.name == "Tutor").count();
    assert_eq!(tutors, 1, "the copy stands for the starter");

    let dropped = app.choose_persona(choose(conversation, None)).await.unwrap();
    assert_eq!(persona_of(app, conversation).await, None);
    assert_eq!(here(app, conversation).await, Parameters::default());
    let back = async |before: PersonaBefore| {
        let args = ChoosePersonaArgs {
            persona: before.persona.clone(),
            back: Some(before),
            ..choose(conversation, None)
        };
        app.choose_persona(args).await.unwrap()
    };
    back(dropped).await;
    assert_eq!(persona_of(app, conversation).await, Some(chosen.clone()));
    assert_eq!(here(app, conversation).await, tutor.parameters);

    // What was changed since is the person's.
    let own = Parameters { seed: Some(7), ..tutor.parameters.clone() };
    let args = parlance_ipc::ConversationParametersArgs { conversation, parameters: own.clone() };
    app.set_conversation_parameters(args).await.unwrap();
    app.choose_persona(choose(conversation, None)).await.unwrap();
    assert_eq!(here(app, conversation).await, own);
    let gone = app.choose_persona(choose(conversation, Some("starter/nobody"))).await.unwrap_err();
    assert_eq!(gone.code, ErrorCode::NotFound);
}

#[tokio::test]
async fn what_is_exported_is_imported_elsewhere_once() {
    let (one, other) = (Scene::new().await, Scene::new().await);
    template(&one.app, "a", "{{x}}\n\"quoted\"").await;
    one.app.save_persona(haiku()).await.unwrap();
    let everything = ExportPromptsArgs { ids: Vec::new(), language: "en".into() };
    let path = one.app.export_prompts(everything.clone()).await.unwrap().path;
    let text = std::fs::read_to_string(path).unwrap();
    let import =
        async |app: &App| app.import_prompts(ImportPromptsArgs { text: text.clone() }).await.unwrap();

    let same = import(&one.app).await;
    assert_eq!((same.templates, same.personas, same.known), (0, 0, 2));
    template(&other.app, "a", "something else").await;
    let added = import(&other.app).await;
    assert_eq!((added.templates, added.personas, added.known), (1, 1, 0));
    let renamed: Vec<_> = added.renamed.iter().map(|one| (one.from.as_str(), one.to.as_str())).collect();
    assert_eq!(renamed, [("a", "a-2")]);
    let known = list(&other.app).await;
    let body = |name: &str| known.templates.iter().find(|one| one.name == name).map(|one| one.body.clone());
    assert_eq!(body("a-2").as_deref(), Some("{{x}}\n\"quoted\""));
    let poet = known.personas.iter().find(|persona| persona.name == "Poet").unwrap();
    assert_eq!((&poet.parameters, &poet.starters), (&haiku().parameters, &haiku().starters));

    let broken = ImportPromptsArgs { text: "version = 1\n[[template]]\nname = \"b\"\n".into() };
    let refused = other.app.import_prompts(broken).await.unwrap_err();
    assert_eq!(
        (refused.code, refused.message.as_str()),
        (ErrorCode::Invalid, "Line 2: Missing field `body`.")
    );
    assert_eq!(list(&other.app).await, known);
    let starter = ExportPromptsArgs { ids: vec!["starter/plan".into()], language: "de".into() };
    assert!(other.app.export_prompts(starter).await.unwrap().path.contains("parlance-planen"));
    let nothing = Scene::new().await.app.export_prompts(everything).await.unwrap_err();
    assert_eq!(nothing.code, ErrorCode::Invalid);
}

#[tokio::test]
async fn what_a_script_asks_with_a_persona_says_so() {
    let scene = Scene::new().await;
    let poet = scene.app.find_persona("sceptic").await.unwrap().unwrap();
    scene.server.respond(Response::events(sse::answer(["no"])));
    let asked =
        parlance_ipc::SendArgs { conversation: None, text: "Plan".into(), model: model(), overflow: None };
    let started = scene.app.ask(asked, poet.parameters.clone()).await.unwrap();
    scene.app.note_persona(started.conversation, &poet).await.unwrap();
    answer_of(&scene.app, &started).await;
    let known = persona_of(&scene.app, Some(started.conversation)).await.unwrap();
    assert_eq!((known.name.as_str(), known.starter), ("Sceptic", false));
    let found = scene.app.find_persona("Sceptic").await.unwrap().unwrap();
    assert_eq!(found.id, known.id);
}
