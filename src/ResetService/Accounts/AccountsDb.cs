using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ResetService.Accounts;

/// <summary>Who signs in, and what resets leave behind: schema <c>reset</c> on Postgres, the same tables on SQLite.</summary>
internal sealed class AccountsDb(DbContextOptions<AccountsDb> options) : DbContext(options)
{
    public const string Schema = "reset";

    /// <summary>The table of the migrations that were applied.</summary>
    public const string History = "migrations";

    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<PasswordReset> PasswordResets => Set<PasswordReset>();

    public DbSet<OutboxMessage> Outbox => Set<OutboxMessage>();

    public DbSet<SupportRequest> SupportRequests => Set<SupportRequest>();

    public DbSet<MailEvent> MailEvents => Set<MailEvent>();

    public DbSet<WebhookState> WebhookStates => Set<WebhookState>();

    public DbSet<RememberedPassword> PasswordHistory => Set<RememberedPassword>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // SQLite has no type that orders points in time across offsets; ours are all UTC.
        if (!Database.IsNpgsql()) configurationBuilder.Properties<DateTimeOffset>().HaveConversion<DateTimeOffsetToBinaryConverter>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        if (Database.IsNpgsql()) modelBuilder.HasDefaultSchema(Schema);
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(AccountsDb).Assembly);

        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
    }
}

internal sealed class AccountConfiguration : IEntityTypeConfiguration<Account>
{
    public const int LocaleLength = 35;
    public const int StorefrontLength = 64;

    public void Configure(EntityTypeBuilder<Account> account)
    {
        account.ToTable("accounts");
        account.HasKey(a => a.Id).HasName("pk_accounts");
        account.HasIndex(a => a.EmailKey).IsUnique().HasDatabaseName("ux_accounts_email_key");
        account.Property(a => a.Email).HasMaxLength(254);
        account.Property(a => a.EmailKey).HasMaxLength(254);
        account.Property(a => a.PasswordHash).HasMaxLength(512);
        account.Property(a => a.SecurityStamp).HasMaxLength(64);
        account.Property(a => a.Locale).HasMaxLength(LocaleLength);
        account.Property(a => a.Storefront).HasMaxLength(StorefrontLength);
    }
}

internal sealed class PasswordResetConfiguration : IEntityTypeConfiguration<PasswordReset>
{
    public void Configure(EntityTypeBuilder<PasswordReset> reset)
    {
        reset.ToTable("password_resets");
        reset.HasKey(r => r.TicketHash).HasName("pk_password_resets");
        reset.HasIndex(r => r.AccountId).HasDatabaseName("ix_password_resets_account_id");
        reset.Property(r => r.TicketHash).HasMaxLength(43);
        reset.Property(r => r.Storefront).HasMaxLength(64);
        reset.Property(r => r.Partner).HasMaxLength(64);
        reset.Property(r => r.Network).HasMaxLength(43);
    }
}

internal sealed class OutboxConfiguration : IEntityTypeConfiguration<OutboxMessage>
{
    public void Configure(EntityTypeBuilder<OutboxMessage> message)
    {
        message.ToTable("outbox");
        message.HasKey(m => m.Id).HasName("pk_outbox");
        message.Property(m => m.Id).ValueGeneratedNever();
        message.HasIndex(m => m.NextAttemptAt).HasFilter("done_at IS NULL").HasDatabaseName("ix_outbox_waiting");
        message.Property(m => m.Kind).HasMaxLength(64);
    }
}

internal sealed class SupportRequestConfiguration : IEntityTypeConfiguration<SupportRequest>
{
    public void Configure(EntityTypeBuilder<SupportRequest> request)
    {
        request.ToTable("support_requests");
        request.HasKey(r => r.Id).HasName("pk_support_requests");
        request.HasIndex(r => r.Reference).IsUnique().HasDatabaseName("ux_support_requests_reference");
        request.Property(r => r.Reference).HasMaxLength(16);
        request.Property(r => r.MailReference).HasMaxLength(16);
        request.Property(r => r.Email).HasMaxLength(254);
        request.Property(r => r.ContactEmail).HasMaxLength(254);
        request.Property(r => r.Storefront).HasMaxLength(64);
        request.Property(r => r.Locale).HasMaxLength(35);
    }
}

internal sealed class MailEventConfiguration : IEntityTypeConfiguration<MailEvent>
{
    public void Configure(EntityTypeBuilder<MailEvent> mailEvent)
    {
        mailEvent.ToTable("mail_events");
        mailEvent.HasKey(e => e.Id).HasName("pk_mail_events");
        mailEvent.HasIndex(e => e.Reference).HasDatabaseName("ix_mail_events_reference");
        mailEvent.HasIndex(e => new { e.MessageId, e.Kind, e.At }).IsUnique().HasDatabaseName("ux_mail_events_message");
        mailEvent.Property(e => e.Mail).HasMaxLength(32);
        mailEvent.Property(e => e.Id).HasMaxLength(100);
        mailEvent.Property(e => e.MessageId).HasMaxLength(256);
        mailEvent.Property(e => e.Reference).HasMaxLength(16);
        mailEvent.Property(e => e.Kind).HasMaxLength(32);
    }
}

internal sealed class WebhookStateConfiguration : IEntityTypeConfiguration<WebhookState>
{
    public void Configure(EntityTypeBuilder<WebhookState> state)
    {
        state.ToTable("webhook_states");
        state.HasKey(s => s.Name).HasName("pk_webhook_states");
        state.Property(s => s.Name).HasMaxLength(50);
        state.Property(s => s.Url).HasMaxLength(2048);
    }
}

internal sealed class RememberedPasswordConfiguration : IEntityTypeConfiguration<RememberedPassword>
{
    public const int HashLength = 512;

    public void Configure(EntityTypeBuilder<RememberedPassword> remembered)
    {
        remembered.ToTable("password_history");
        remembered.HasKey(r => r.Id).HasName("pk_password_history");
        remembered.HasIndex(r => r.AccountId).HasDatabaseName("ix_password_history_account_id");
        remembered.Property(r => r.PasswordHash).HasMaxLength(HashLength);
    }
}
