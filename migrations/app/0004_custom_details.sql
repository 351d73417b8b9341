-- What else describes a provider of the user's own: where its key goes, as parlance_providers::Auth writes it, or NULL for the
-- place that its wire format has; parameters of the query of every call; its models, or none where the server is asked for them.
ALTER TABLE custom_provider ADD COLUMN auth TEXT CHECK (auth <> '');
ALTER TABLE custom_provider ADD COLUMN query TEXT NOT NULL DEFAULT '{}' CHECK (json_type(query) = 'object');
ALTER TABLE custom_provider ADD COLUMN models TEXT NOT NULL DEFAULT '[]' CHECK (json_type(models) = 'array');

-- The models of a provider of the directory that does not list them, as the user named them.
CREATE TABLE named_models (
    provider TEXT NOT NULL PRIMARY KEY CHECK (provider <> ''),
    models   TEXT NOT NULL CHECK (json_type(models) = 'array')
) STRICT;
