-- One index for the list: each place of it outside of the trash, in order and counted, without a look at the conversations
-- themselves. It takes the place of two that each knew a part. `pk` parts what was used in the same moment, `created_at` is counted
-- by another order, and without `trashed_at` SQLite would read the conversation for it. That is not in front: it would look as if
-- few conversations were outside of the trash, and be taken for everything.
DROP INDEX conversation_place;
DROP INDEX conversation_loose;
CREATE INDEX conversation_listed ON conversation (archived_at, pinned_at, folder, updated_at, pk, created_at, trashed_at)
    WHERE trashed_at IS NULL;
