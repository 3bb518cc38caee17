namespace ResetService.Accounts;

/// <summary>A password that an account had before, so that it can be refused (<c>Passwords:History</c>).</summary>
internal sealed class RememberedPassword
{
    public required Guid Id { get; init; }

    public required string AccountId { get; init; }

    public required string PasswordHash { get; set; }

    public required DateTimeOffset ReplacedAt { get; set; }
}
