using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ResetService.Accounts.Migrations
{
    /// <inheritdoc />
    public partial class SupportCases : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "mail_reference",
                schema: "reset",
                table: "support_requests",
                type: "character varying(16)",
                maxLength: 16,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "mail_reference",
                schema: "reset",
                table: "support_requests");
        }
    }
}
