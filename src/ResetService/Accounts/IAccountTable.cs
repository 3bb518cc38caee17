using ResetService.Hosting;

namespace ResetService.Accounts;

/// <summary>Where accounts stand: the service's own table, or the shop's.</summary>
internal interface IAccountTable
{
    /// <returns>Accounts that may be those of an address, two at the most, and first those that may reset by mail.</returns>
    Task<IReadOnlyList<FoundAccount>> FindAsync(AccountsDb db, EmailAddress address, CancellationToken cancellation);

    /// <returns>The hash of an account's password, empty where it has none; null when there is no such account.</returns>
    Task<string?> ReadHashAsync(AccountsDb db, string id, CancellationToken cancellation);

    /// <summary>Holds an account's row until the transaction ends.</summary>
    /// <returns>The time by the database's clock once it is held; null where it has none of its own, or there is no such account.</returns>
    Task<DateTimeOffset?> HoldAsync(AccountsDb db, string id, CancellationToken cancellation);

    /// <summary>Gives an account its new password while it is what was bound, and may still reset by mail.</summary>
    /// <returns>How many rows changed.</returns>
    Task<int> ChangePasswordAsync(AccountsDb db, PasswordChange change, CancellationToken cancellation);
}

/// <summary>An account as it stands in its table.</summary>
/// <param name="Id">Its key, as text.</param>
/// <param name="Email">The address on file.</param>
/// <param name="Stamp">What changes with the password.</param>
/// <param name="Locale">The customer's own language, where the table knows it.</param>
/// <param name="Storefront">The customer's own shop, where the table knows it.</param>
/// <param name="MayReset">Not disabled, verified, without a second factor.</param>
internal sealed record FoundAccount(string Id, string Email, string Stamp, string? Locale, string? Storefront, bool MayReset)
{
    public override string ToString() => nameof(FoundAccount);
}
