-- Whether the cost of a call is what its provider said (1) or an estimate from list prices (0).
ALTER TABLE usage ADD COLUMN cost_reported INTEGER NOT NULL DEFAULT 0 CHECK (cost_reported IN (0, 1));

-- What stands for the beginning of a conversation where the whole of it is too long for a model: a summary of every message up
-- to this one, itself included, made by the model that is named.
CREATE TABLE summary (
    message  INTEGER NOT NULL PRIMARY KEY REFERENCES message (pk) ON DELETE CASCADE,
    text     TEXT    NOT NULL CHECK (text <> ''),
    provider TEXT    NOT NULL,
    model    TEXT    NOT NULL,
    made_at  INTEGER NOT NULL
) STRICT;
