export const v3 = `
-- The rule that decided, as JSON: a UI says it in any language.
ALTER TABLE traces ADD COLUMN why TEXT;
`;
