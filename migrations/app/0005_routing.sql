-- How the model of an answer came about, where that is worth a word; as parlance_domain::Route writes it.
ALTER TABLE message ADD COLUMN route TEXT CHECK (json_valid(route));

-- What answers told of a model's limits, so that a restart does not run into them again. Written by parlance_providers.
CREATE TABLE learnt_limit (
    provider TEXT NOT NULL CHECK (provider <> ''),
    model    TEXT NOT NULL CHECK (model <> ''),
    learnt   TEXT NOT NULL CHECK (json_valid(learnt)),
    PRIMARY KEY (provider, model)
) STRICT, WITHOUT ROWID;

-- Preferences of the core, which every face has in common. What belongs to one device's window is not here.
CREATE TABLE preference (
    name  TEXT NOT NULL PRIMARY KEY CHECK (name <> ''),
    value TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;

-- Budgets are counted from a moment on.
CREATE INDEX usage_at ON usage (at);
