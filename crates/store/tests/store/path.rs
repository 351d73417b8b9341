use parlance_domain::{Message, Timestamp, Tree};
use parlance_store::{Extent, NewTurn, Origin, Path, TurnPlace};

use crate::support::*;

#[tokio::test]
async fn the_end_of_a_path_is_what_all_messages_give() {
    let home = home();
    let store = open(home.path()).await;
    let (id, question, mut last) = talk(&store, "Long", "0", "1").await;
    for at in 1..6 {
        let next = user(id, Some(last), &format!("{}", at * 2));
        let reply = answer(id, next.id);
        last = reply.id;
        let turn = NewTurn {
            place: TurnPlace::Existing(id),
            user: Some(next),
            origin: Origin::Composer,
            assistant: reply,
        };
        store.begin_turn(&turn).await.unwrap();
        store.seal(&seal(last, &format!("{}", at * 2 + 1))).await.unwrap();
    }
    let sibling = answer(id, question);
    let turn = NewTurn {
        place: TurnPlace::Existing(id),
        user: None,
        origin: Origin::Composer,
        assistant: sibling.clone(),
    };
    store.begin_turn(&turn).await.unwrap();
    store.seal(&seal(sibling.id, "other")).await.unwrap();
    store.set_leaf(id, last).await.unwrap();

    let all = store.messages(id).await.unwrap();
    let tree = Tree::new(&all);
    let path = tree.path(last);
    let whole: Vec<Message> = path.iter().map(|message| (*message).clone()).collect();
    assert_eq!(store.path(last, Extent::Whole).await.unwrap(), Path { messages: whole, has_earlier: false });
    for most in [1, 5, 12, 100] {
        let end = store.path(last, Extent::Last(most)).await.unwrap();
        let expected: Vec<_> = path.iter().rev().take(most as usize).rev().copied().cloned().collect();
        assert_eq!(end, Path { messages: expected, has_earlier: (most as usize) < path.len() });
    }
    let questions = store.questions(last).await.unwrap();
    let asked: Vec<_> = questions.iter().map(|question| (question.message, question.text.as_str())).collect();
    let texts = ["0", "2", "4", "6", "8", "10"];
    let expected: Vec<_> = path.iter().step_by(2).map(|message| message.id).zip(texts).collect();
    assert_eq!(asked, expected);
    for (at, before) in [(0, 0), (0, 3), (5, 0), (5, 2), (5, 20), (11, 1)] {
        let end = store.path(last, Extent::Since { message: path[at].id, before }).await.unwrap();
        let from = at.saturating_sub(before as usize);
        let expected: Vec<_> = path[from..].iter().copied().cloned().collect();
        assert_eq!(end, Path { messages: expected, has_earlier: from > 0 }, "{at}, {before}");
    }
    let elsewhere = Extent::Since { message: sibling.id, before: 0 };
    assert_eq!(store.path(last, elsewhere).await.unwrap().messages.len(), path.len());
    let ids: Vec<_> = all.iter().map(|message| message.id).collect();
    let among = store.siblings(&ids).await.unwrap();
    for id in ids {
        assert_eq!(among.get(&id), tree.siblings(id).as_ref());
        let leads = path.iter().any(|message| message.id == id);
        assert_eq!(store.leads_through(last, id).await.unwrap(), leads);
    }
    store.trash_branch(id, path[10].id, Timestamp::now()).await.unwrap();
    assert_eq!(store.path(last, Extent::Whole).await.unwrap(), Path::default());
}
