using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ResetService.Accounts.Migrations
{
    /// <inheritdoc />
    public partial class WebhookGiveUp : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "give_up_at",
                schema: "reset",
                table: "outbox",
                type: "timestamp with time zone",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "give_up_at",
                schema: "reset",
                table: "outbox");
        }
    }
}
