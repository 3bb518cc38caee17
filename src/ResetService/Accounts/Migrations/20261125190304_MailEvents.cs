using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ResetService.Accounts.Migrations
{
    /// <inheritdoc />
    public partial class MailEvents : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "mail",
                schema: "reset",
                table: "mail_events",
                type: "character varying(32)",
                maxLength: 32,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ux_mail_events_message",
                schema: "reset",
                table: "mail_events",
                columns: new[] { "message_id", "kind", "at" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ux_mail_events_message",
                schema: "reset",
                table: "mail_events");

            migrationBuilder.DropColumn(
                name: "mail",
                schema: "reset",
                table: "mail_events");
        }
    }
}
