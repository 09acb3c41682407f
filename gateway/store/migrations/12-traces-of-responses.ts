export const v12 = `
-- The request that an answer was kept for, so that it is erased with that. Answers from before know none.
ALTER TABLE responses ADD COLUMN trace TEXT;
CREATE INDEX responses_trace ON responses (trace);
`;
