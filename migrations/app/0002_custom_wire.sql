-- The wire format that a provider of the user's own speaks, by its name in parlance_llm::Wire. All that there were spoke the
-- one there was.
ALTER TABLE custom_provider ADD COLUMN wire TEXT NOT NULL DEFAULT 'openai-chat' CHECK (wire <> '');
