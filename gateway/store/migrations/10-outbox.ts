export const v10 = `
-- Warnings that a webhook or a mail server has not taken yet.
CREATE TABLE alert_outbox (
  channel TEXT NOT NULL,
  budget TEXT NOT NULL,
  period INTEGER NOT NULL,
  threshold INTEGER NOT NULL,
  time INTEGER NOT NULL,
  PRIMARY KEY (channel, budget, period, threshold)
) STRICT, WITHOUT ROWID;
`;
