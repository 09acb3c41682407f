export const v14 = `
-- Requests that are charged to a later quarter of an hour than theirs and the next: the clock had been set back. Hardly ever holds a row.
CREATE INDEX traces_set_back ON traces (id) WHERE quarter > time / 900000 + 1;
`;
