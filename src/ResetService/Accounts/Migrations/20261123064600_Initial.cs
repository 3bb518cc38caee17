using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ResetService.Accounts.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "reset");

            migrationBuilder.CreateTable(
                name: "accounts",
                schema: "reset",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    email = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    email_key = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    password_hash = table.Column<string>(type: "character varying(512)", maxLength: 512, nullable: false),
                    security_stamp = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    password_changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    sessions_valid_after = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    locale = table.Column<string>(type: "character varying(35)", maxLength: 35, nullable: true),
                    storefront = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    disabled = table.Column<bool>(type: "boolean", nullable: false),
                    verified = table.Column<bool>(type: "boolean", nullable: false),
                    mfa = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_accounts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "mail_events",
                schema: "reset",
                columns: table => new
                {
                    id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    message_id = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    reference = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mail_events", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "outbox",
                schema: "reset",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    payload = table.Column<string>(type: "text", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    next_attempt_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    done_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbox", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "password_history",
                schema: "reset",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    password_hash = table.Column<string>(type: "character varying(512)", maxLength: 512, nullable: false),
                    replaced_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_password_history", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "password_resets",
                schema: "reset",
                columns: table => new
                {
                    ticket_hash = table.Column<string>(type: "character varying(43)", maxLength: 43, nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    completed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    answers_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    storefront = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    partner = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    network = table.Column<string>(type: "character varying(43)", maxLength: 43, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_password_resets", x => x.ticket_hash);
                });

            migrationBuilder.CreateTable(
                name: "support_requests",
                schema: "reset",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    reference = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    email = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    contact_email = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    message = table.Column<string>(type: "text", nullable: false),
                    storefront = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    locale = table.Column<string>(type: "character varying(35)", maxLength: 35, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_support_requests", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ux_accounts_email_key",
                schema: "reset",
                table: "accounts",
                column: "email_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_mail_events_reference",
                schema: "reset",
                table: "mail_events",
                column: "reference");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_waiting",
                schema: "reset",
                table: "outbox",
                column: "next_attempt_at",
                filter: "done_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_password_history_account_id",
                schema: "reset",
                table: "password_history",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "ix_password_resets_account_id",
                schema: "reset",
                table: "password_resets",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "ux_support_requests_reference",
                schema: "reset",
                table: "support_requests",
                column: "reference",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "accounts",
                schema: "reset");

            migrationBuilder.DropTable(
                name: "mail_events",
                schema: "reset");

            migrationBuilder.DropTable(
                name: "outbox",
                schema: "reset");

            migrationBuilder.DropTable(
                name: "password_history",
                schema: "reset");

            migrationBuilder.DropTable(
                name: "password_resets",
                schema: "reset");

            migrationBuilder.DropTable(
                name: "support_requests",
                schema: "reset");
        }
    }
}
