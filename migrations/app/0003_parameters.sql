-- How models are asked. `parameters` is JSON, as crates/domain writes it; a row without any is not kept.

-- One a conversation, and one (NULL) for the new chat.
CREATE TABLE conversation_parameters (
    pk           INTEGER PRIMARY KEY,
    conversation INTEGER REFERENCES conversation (pk) ON DELETE CASCADE,
    parameters   TEXT    NOT NULL CHECK (json_type(parameters) = 'object')
) STRICT;

CREATE UNIQUE INDEX conversation_parameters_place ON conversation_parameters (coalesce(conversation, 0));

-- For a model in every conversation that says nothing else.
CREATE TABLE model_parameters (
    provider   TEXT NOT NULL CHECK (provider <> ''),
    model      TEXT NOT NULL CHECK (model <> ''),
    parameters TEXT NOT NULL CHECK (json_type(parameters) = 'object'),
    PRIMARY KEY (provider, model)
) STRICT, WITHOUT ROWID;

-- What models were found to refuse, by the names of crates/domain. An empty value stands for every value.
CREATE TABLE refused_parameter (
    provider  TEXT NOT NULL CHECK (provider <> ''),
    model     TEXT NOT NULL CHECK (model <> ''),
    parameter TEXT NOT NULL CHECK (parameter <> ''),
    value     TEXT NOT NULL,
    PRIMARY KEY (provider, model, parameter, value)
) STRICT, WITHOUT ROWID;

-- The parameters that were set for an answer and not sent, with the reasons: JSON, as crates/domain writes it. NULL where all
-- were sent.
ALTER TABLE message ADD COLUMN omissions TEXT CHECK (json_type(omissions) = 'array');
