using System.ComponentModel.DataAnnotations;

namespace ResetService.Tickets;

/// <summary>How long a reset's parts live and how often they may be tried; the section <c>Codes</c>.</summary>
internal sealed record CodeOptions
{
    /// <summary>From the request to the last moment a code is right. OWASP ASVS 6.5.5 allows 10 minutes, NIST 24 hours.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "01:00:00")]
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(10);

    [Range(typeof(TimeSpan), "00:05:00", "02:00:00")]
    public TimeSpan TicketLifetime { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>From the confirmation.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "01:00:00")]
    public TimeSpan PassLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Wrong tries for a ticket.</summary>
    [Range(1, 100)]
    public int Tries { get; init; } = 5;

    /// <summary>Wrong tries for an address over all its tickets in 24 hours. NIST SP 800-63B-4 §3.2.2 ends at 100.</summary>
    [Range(1, 100)]
    public int AddressTries { get; init; } = 20;

    /// <summary>Mails for a ticket.</summary>
    [Range(1, 1000)]
    public int Sends { get; init; } = 3;

    /// <summary>Between two mails of a ticket.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan ResendPause { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Mails for an address in an hour; the last carries the owner's link, one network can use half.</summary>
    [Range(1, 1_000_000)]
    public int AddressSendsAnHour { get; init; } = 6;

    /// <summary>Mails for an address in a day; the last carries the owner's link, one network can use half.</summary>
    [Range(1, 1_000_000)]
    public int AddressSendsADay { get; init; } = 20;

    /// <summary>A link's life while every mail carries one. Its 256 bits can't be guessed; an hour outlasts a slow mail and ends what lies open in a mailbox.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "1.00:00:00")]
    public TimeSpan AttackLinkLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Support cases for an address in a day, over all its tickets: each is read by a person.</summary>
    [Range(1, 1_000_000)]
    public int AddressCasesADay { get; init; } = 3;

    /// <summary>Calls of checkPassword for a ticket.</summary>
    [Range(1, 1_000_000)]
    public int PasswordChecks { get; init; } = 60;

    /// <summary>Calls of setPassword for a ticket; then as many repeats, in <see cref="PassLifetime"/>.</summary>
    [Range(1, 1_000_000)]
    public int PasswordSets { get; init; } = 10;
}
