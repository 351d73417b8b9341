//! Templates and personas, and which conversation has which.

use parlance_domain::{ConversationId, ModelRef, Parameters, Persona, PersonaId, Template, TemplateId};
use parlance_store::{PersonaPlace, StoreErrorKind};

use crate::support::*;

fn template(name: &str) -> Template {
    Template { id: TemplateId::new(), name: name.into(), description: "d".into(), body: "{{x}}".into() }
}

fn persona(name: &str) -> Persona {
    Persona {
        id: PersonaId::new(),
        name: name.into(),
        icon: "🖋️".into(),
        description: String::new(),
        model: Some(ModelRef { provider: "p".into(), model: "m".into() }),
        parameters: Parameters { temperature: Some(0.3), ..Parameters::default() },
        starters: vec!["Begin:\n".into()],
    }
}

fn place(persona: &Persona) -> PersonaPlace {
    PersonaPlace {
        persona: Some(persona.id),
        parameters: persona.parameters.clone(),
        model: persona.model.clone(),
    }
}

#[tokio::test]
async fn what_was_removed_comes_back_newer_than_its_deletion() {
    let home = home();
    let store = open(home.path()).await;
    let (mut one, two) = (template("one"), template("two"));
    store.put_template(&one).await.unwrap();
    store.put_template(&two).await.unwrap();
    one.body = "other".into();
    store.put_template(&one).await.unwrap();
    assert_eq!(store.templates().await.unwrap(), [one.clone(), two.clone()]);
    store.remove_template(one.id).await.unwrap();
    assert_eq!(store.remove_template(one.id).await.unwrap_err().kind, StoreErrorKind::NotFound);
    assert_eq!(store.templates().await.unwrap(), std::slice::from_ref(&two));
    store.put_template(&one).await.unwrap();
    assert_eq!(store.templates().await.unwrap(), [two, one]);
    store.close().await;
    let mut database = raw(home.path()).await;
    let left: i64 =
        sqlx::query_scalar("SELECT count(*) FROM sync_tombstone").fetch_one(&mut database).await.unwrap();
    let stamped: Vec<String> =
        sqlx::query_scalar("SELECT entity || field FROM sync_field").fetch_all(&mut database).await.unwrap();
    assert_eq!((left, stamped), (0, vec!["templatecontent".to_owned()]));
}

#[tokio::test]
async fn all_of_them_or_none() {
    let home = home();
    let store = open(home.path()).await;
    let nameless = Persona { name: String::new(), ..persona("") };
    assert!(store.put_prompts(&[template("one")], &[persona("a"), nameless]).await.is_err());
    assert!(store.templates().await.unwrap().is_empty() && store.personas().await.unwrap().is_empty());
    let own = persona("a");
    store.put_prompts(&[template("one")], std::slice::from_ref(&own)).await.unwrap();
    assert_eq!((store.templates().await.unwrap().len(), store.personas().await.unwrap()), (1, vec![own]));
}

#[tokio::test]
async fn the_first_message_takes_the_new_chats_persona_along() {
    let home = home();
    let store = open(home.path()).await;
    let editor = persona("Editor");
    store.put_persona(&editor).await.unwrap();
    assert_eq!(store.persona_of(None).await.unwrap(), None);
    store.set_persona(None, &place(&editor)).await.unwrap();
    assert_eq!(store.persona_of(None).await.unwrap(), Some(editor.clone()));
    assert_eq!(store.conversation_parameters(None).await.unwrap(), editor.parameters);

    let (first, ..) = ask_new(&store, "first", "?").await;
    assert_eq!(store.persona_of(Some(first)).await.unwrap(), Some(editor.clone()));
    assert_eq!(store.conversation_parameters(Some(first)).await.unwrap(), editor.parameters);
    assert_eq!(store.persona_of(None).await.unwrap(), None);
    let (second, ..) = ask_new(&store, "second", "?").await;
    assert_eq!(store.persona_of(Some(second)).await.unwrap(), None);

    // Chosen later, and dropped again.
    store.set_persona(Some(second), &place(&editor)).await.unwrap();
    assert_eq!(store.persona_of(Some(second)).await.unwrap(), Some(editor.clone()));
    assert_eq!(store.conversation(second).await.unwrap().model, editor.model);
    store.set_persona(Some(second), &PersonaPlace::default()).await.unwrap();
    assert_eq!(store.persona_of(Some(second)).await.unwrap(), None);
    assert_eq!(store.conversation_parameters(Some(second)).await.unwrap(), Parameters::default());
    assert_eq!(store.conversation(second).await.unwrap().model, editor.model);

    let nowhere = store.set_persona(Some(ConversationId::new()), &place(&editor)).await.unwrap_err();
    let nobody = store.set_persona(Some(second), &place(&persona("x"))).await.unwrap_err();
    assert_eq!([nowhere.kind, nobody.kind], [StoreErrorKind::NotFound; 2]);
}

#[tokio::test]
async fn a_persona_that_comes_back_has_its_conversations_again() {
    let home = home();
    let store = open(home.path()).await;
    let (editor, tutor) = (persona("Editor"), persona("Tutor"));
    store.put_prompts(&[], &[editor.clone(), tutor.clone()]).await.unwrap();
    let mut conversations = Vec::new();
    for title in ["a", "b"] {
        store.set_persona(None, &place(&editor)).await.unwrap();
        conversations.push(ask_new(&store, title, "?").await.0);
    }
    store.set_persona(None, &place(&editor)).await.unwrap();
    let [a, b] = conversations[..] else { panic!("two") };
    assert_eq!(store.remove_persona(editor.id).await.unwrap(), [a, b]);
    assert_eq!(store.persona_of(None).await.unwrap(), None);
    assert_eq!(store.persona_of(Some(a)).await.unwrap(), None);
    assert_eq!(store.conversation_parameters(Some(a)).await.unwrap(), editor.parameters);
    store.set_persona(Some(b), &place(&tutor)).await.unwrap();

    store.restore_persona(&editor, &[a, b]).await.unwrap();
    assert_eq!(store.persona_of(Some(a)).await.unwrap(), Some(editor.clone()));
    assert_eq!(store.persona_of(Some(b)).await.unwrap(), Some(tutor));
    assert_eq!(store.persona_of(None).await.unwrap(), Some(editor));
}

#[tokio::test]
async fn the_clock_on_the_wall_is_told() {
    let home = home();
    let (date, time) = open(home.path()).await.local_time().await.unwrap();
    let shape = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "9");
    assert_eq!((shape(&date).as_str(), shape(&time).as_str()), ("9999-99-99", "99:99"));
}
