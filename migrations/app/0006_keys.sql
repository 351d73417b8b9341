-- What a person knows a key by, and what became of it. Never the key itself, nor a part of it: that is in the system's keyring.
CREATE TABLE api_key (
    provider      TEXT NOT NULL CHECK (provider <> ''),
    -- Within the provider. 'first' and 'environment' stand for the keys that need no row: what is written of them comes on top.
    id            TEXT NOT NULL CHECK (id <> ''),
    -- Empty where nobody gave one.
    name          TEXT NOT NULL,
    -- When this secret was entered, in milliseconds since 1970: what went wrong before was another's.
    created_at    INTEGER NOT NULL,
    last_used_at  INTEGER,
    -- A word of the closed set of error codes, never a provider's sentence: that may repeat a key.
    last_error    TEXT CHECK (last_error <> ''),
    last_error_at INTEGER CHECK ((last_error IS NULL) = (last_error_at IS NULL)),
    -- Chosen by the person. Where none is, the first goes before the environment's.
    active        INTEGER NOT NULL DEFAULT 0 CHECK (active IN (0, 1)),
    PRIMARY KEY (provider, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX api_key_active ON api_key (provider) WHERE active = 1;
