-- What the user says of a model. A NULL leaves it to the provider's list. Prices are millionths of a US dollar a million tokens.
CREATE TABLE model_override (
    provider     TEXT NOT NULL CHECK (provider <> ''),
    model        TEXT NOT NULL CHECK (model <> ''),
    name         TEXT    CHECK (name <> ''),
    context      INTEGER CHECK (context > 0),
    max_output   INTEGER CHECK (max_output > 0),
    price_input  INTEGER CHECK (price_input >= 0),
    price_output INTEGER CHECK (price_output >= 0),
    price_cached INTEGER CHECK (price_cached >= 0),
    vision       INTEGER CHECK (vision IN (0, 1)),
    tools        INTEGER CHECK (tools IN (0, 1)),
    PRIMARY KEY (provider, model)
) STRICT, WITHOUT ROWID;

CREATE TABLE favourite_model (
    provider TEXT NOT NULL CHECK (provider <> ''),
    model    TEXT NOT NULL CHECK (model <> ''),
    at       INTEGER NOT NULL,
    PRIMARY KEY (provider, model)
) STRICT, WITHOUT ROWID;
