-- What a search looks at in each message that it finds, without the words between.
CREATE INDEX message_look ON message (pk, conversation, created_at, trashed_at);
