-- What compose.yaml has psql run as the owner after each migrate: the role that the service signs in as, and README.md's rights.
\getenv password POSTGRES_SERVICE_PASSWORD
SELECT 'CREATE ROLE reset_service LOGIN' WHERE to_regrole('reset_service') IS NULL \gexec
ALTER ROLE reset_service PASSWORD :'password';
GRANT USAGE ON SCHEMA reset TO reset_service;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA reset TO reset_service;
GRANT UPDATE ON reset.outbox, reset.password_history, reset.webhook_states TO reset_service;
ALTER DEFAULT PRIVILEGES IN SCHEMA reset GRANT SELECT, INSERT, UPDATE ON TABLES TO reset_service;
REVOKE INSERT ON reset.accounts, reset.migrations FROM reset_service;
GRANT UPDATE (password_hash, security_stamp, password_changed_at, sessions_valid_after) ON reset.accounts TO reset_service;
