using System.ComponentModel.DataAnnotations;
using ResetService.Hosting;

namespace ResetService.Accounts;

/// <summary>The section "Accounts": where the accounts are. A preset is a set of defaults for all the others.</summary>
internal sealed record AccountOptions : IValidatableObject
{
    [AllowedValues(
        AccountPresets.Own, AccountPresets.AspNetIdentity, AccountPresets.Django, AccountPresets.Custom,
        ErrorMessage = $"must be \"{AccountPresets.Own}\", \"{AccountPresets.AspNetIdentity}\", \"{AccountPresets.Django}\" or \"{AccountPresets.Custom}\"")]
    public string Preset { get; init; } = AccountPresets.Own;

    public string Schema { get; init; } = "public";

    /// <summary>The shop's own users table, or a view of it that Postgres can update.</summary>
    public string? Table { get; init; }

    [EnumDataType(typeof(EmailLookup))]
    public EmailLookup EmailLookup { get; init; }

    public AccountColumnOptions Columns { get; init; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Preset is AccountPresets.Own)
        {
            if (!string.IsNullOrEmpty(Table) || Columns != new AccountColumnOptions()) yield return new($"names the shop's own table, which \"{AccountPresets.Own}\" does not use.", [nameof(Table)]);
            yield break;
        }

        if (validationContext.GetRequiredService<IConfiguration>().GetConnectionString("Postgres") is not { Length: > 0 })
            yield return new($"\"{Preset}\" needs ConnectionStrings:Postgres: SQLite, the embedded default, has \"{AccountPresets.Own}\" alone.", [nameof(Preset)]);
        if (string.IsNullOrEmpty(Schema)) yield return new("is missing.", [nameof(Schema)]);
        if (string.IsNullOrEmpty(Table)) yield return new("is missing.", [nameof(Table)]);

        foreach (var failure in Settings.Nested(nameof(Columns), Columns)) yield return failure;
        if (EmailLookup is EmailLookup.Normalized && string.IsNullOrEmpty(Columns.NormalizedEmail))
            yield return new("is missing: Accounts:EmailLookup asks for it.", [$"{nameof(Columns)}:{nameof(Columns.NormalizedEmail)}"]);
    }
}

/// <summary>By what an account is looked up. What is found counts only where its own address, made canonical, is the one that was typed.</summary>
internal enum EmailLookup
{
    /// <summary>The address in lower case, by ASCII's rules whatever the database's collation.</summary>
    Lower,

    /// <summary>The address as it stands.</summary>
    Exact,

    /// <summary>A column of its own that holds the address in upper case, as ASP.NET Core Identity has it.</summary>
    Normalized,
}

/// <summary>The columns of the shop's table. An empty name is none, so that a setting can leave out what its preset has.</summary>
internal sealed record AccountColumnOptions
{
    [Required(ErrorMessage = "is missing.")]
    public string? Key { get; init; }

    [Required(ErrorMessage = "is missing.")]
    public string? Email { get; init; }

    public string? NormalizedEmail { get; init; }

    [Required(ErrorMessage = "is missing.")]
    public string? PasswordHash { get; init; }

    /// <summary>New with every password. Without one the hash stands in for it.</summary>
    public string? SecurityStamp { get; init; }

    /// <summary>New with every change of the row.</summary>
    public string? ConcurrencyStamp { get; init; }

    public string? PasswordChangedAt { get; init; }

    public string? SessionsValidAfter { get; init; }

    public string? Locale { get; init; }

    public string? Storefront { get; init; }

    public string? Disabled { get; init; }

    /// <summary>The opposite of <see cref="Disabled"/>, for tables that say it so.</summary>
    public string? Active { get; init; }

    public string? Verified { get; init; }

    public string? Mfa { get; init; }
}
