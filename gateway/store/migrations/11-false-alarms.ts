export const v11 = `
-- Findings that somebody has reported as false alarms, by the keyed hash of what was found; in place of allowed_findings.
CREATE TABLE false_alarms (
  recogniser TEXT NOT NULL,
  mark TEXT NOT NULL,
  -- NULL: found in a text that somebody tried out, in no request.
  trace TEXT,
  reported_by TEXT NOT NULL,
  reported_at INTEGER NOT NULL,
  -- The words it was about and their place, encrypted. NULL: an exception without a test case.
  test_case BLOB,
  PRIMARY KEY (recogniser, mark)
) STRICT, WITHOUT ROWID;
INSERT INTO false_alarms (recogniser, mark, trace, reported_by, reported_at) SELECT recogniser, mark, trace, reported_by, reported_at FROM allowed_findings;
DROP TABLE allowed_findings;
`;
