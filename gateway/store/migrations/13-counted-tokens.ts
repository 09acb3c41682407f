export const v13 = `
-- What token budgets count of a request; null: prompt and completion.
ALTER TABLE traces ADD COLUMN counted_tokens INTEGER;
`;
