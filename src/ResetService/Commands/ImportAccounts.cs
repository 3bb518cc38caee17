using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Microsoft.EntityFrameworkCore;
using ResetService.Accounts;
using ResetService.Hosting;
using ResetService.Passwords;

namespace ResetService.Commands;

/// <summary>A line of the file. An empty password leaves the account without one until its first reset.</summary>
internal sealed record ImportedAccount(string Email, string Password, string Locale, string Storefront)
{
    public override string ToString() => nameof(ImportedAccount);
}

internal static class ImportAccounts
{
    // Given to the reader's constructor, which copies it: what is set later does not count.
    private static readonly CsvConfiguration Format = new(CultureInfo.InvariantCulture)
    {
        PrepareHeaderForMatch = header => header.Header.ToUpperInvariant(),
    };

    /// <summary>Adds the accounts of a CSV file: all of them, or none where a line is wrong.</summary>
    /// <returns>0 when all were added, else 1.</returns>
    public static async Task<int> RunAsync(IServiceProvider services, FileInfo file, CancellationToken cancellation)
    {
        if (services.GetRequiredService<IAccountTable>() is not OwnAccounts) return await RefuseAsync(["Accounts:Preset names the shop's own table, which the shop fills."]);
        if (!file.Exists) return await RefuseAsync([$"There is no file {file.Name}."]);

        await using var db = await services.GetRequiredService<IDbContextFactory<AccountsDb>>().CreateDbContextAsync(cancellation);
        var hasher = services.GetRequiredService<PasswordHasher>();
        var known = (await db.Accounts.Select(account => account.EmailKey).ToListAsync(cancellation)).ToHashSet(StringComparer.Ordinal);
        var mistakes = new List<string>();

        try
        {
            using var csv = new CsvReader(file.OpenText(), Format);
            await foreach (var line in csv.GetRecordsAsync<ImportedAccount>(cancellation))
            {
                if (!EmailAddress.TryParse(line.Email, out var address)) mistakes.Add($"Line {csv.Parser.RawRow}: this is not an e-mail address.");
                else if (!known.Add(address.Canonical)) mistakes.Add($"Line {csv.Parser.RawRow}: this address has an account already.");
                else if (line.Locale.Length > AccountConfiguration.LocaleLength || line.Storefront.Length > AccountConfiguration.StorefrontLength) mistakes.Add($"Line {csv.Parser.RawRow}: the locale or the storefront is too long.");
                else if (mistakes.Count == 0) db.Accounts.Add(await AccountAsync(line, address, hasher, cancellation));
            }
        }
        catch (CsvHelperException malformed)
        {
            mistakes.Add($"Line {malformed.Context?.Parser?.RawRow}: this is not a line of email,password,locale,storefront.");
        }

        if (mistakes.Count > 0) return await RefuseAsync(mistakes);

        int added;
        try
        {
            added = await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException lost) when (UniqueKey.IsViolated(lost))
        {
            return await RefuseAsync(["One of these addresses got an account meanwhile."]);
        }

        await Console.Out.WriteLineAsync($"{added} accounts added.");
        return 0;
    }

    private static async Task<Account> AccountAsync(ImportedAccount line, EmailAddress address, PasswordHasher hasher, CancellationToken cancellation) => new()
    {
        Id = Guid.CreateVersion7(),
        Email = address.Typed,
        EmailKey = address.Canonical,
        PasswordHash = line.Password.Length == 0 ? "" : (await hasher.HashAsync(line.Password, cancellation))!,
        SecurityStamp = Account.DrawStamp(),
        Locale = line.Locale.Length == 0 ? null : line.Locale,
        Storefront = line.Storefront.Length == 0 ? null : line.Storefront,
        Verified = true,
    };

    private static async Task<int> RefuseAsync(IEnumerable<string> mistakes)
    {
        foreach (var mistake in mistakes) await Console.Error.WriteLineAsync(mistake);
        await Console.Error.WriteLineAsync("No account was added.");
        return 1;
    }
}
