using System.ComponentModel.DataAnnotations;

namespace ResetService.Mail;

/// <summary>The account at SendGrid and how long a send may take.</summary>
internal sealed record SendGridOptions
{
    /// <summary>Absent only in Development, where mails then go to /dev/mailbox.</summary>
    [RegularExpression("[!-~]+", ErrorMessage = "An API key has no spaces, line ends or letters outside ASCII.")]
    public string? ApiKey { get; init; }

    /// <summary>For EU subusers https://api.eu.sendgrid.com.</summary>
    [Required]
    public Uri BaseUrl { get; init; } = new("https://api.sendgrid.com");

    /// <summary>SendGrid checks the mails and delivers none.</summary>
    public bool Sandbox { get; init; }

    /// <summary>For one try.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:44")]
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For a mail with all its tries. Its job is leased for 60 s, so all must be over well before.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:44")]
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>Before the second try; doubles from there, with jitter.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Of the event webhooks whose batches are taken, as SendGrid shows them: one for each account at SendGrid, while one is replaced both. None, and no batch is.</summary>
    public IReadOnlyList<string> EventsPublicKeys { get; init; } = [];

    /// <summary>
    /// How old a batch's signature may be. SendGrid tries a batch again for 24 hours and doesn't say whether it signs it anew, so a shorter
    /// time may lose what was told during an outage; and a batch sent again by someone else does nothing.
    /// </summary>
    [Range(typeof(TimeSpan), "00:05:00", "7.00:00:00")]
    public TimeSpan EventsMaxAge { get; init; } = TimeSpan.FromHours(25);

    public bool HasKey => !string.IsNullOrEmpty(ApiKey);

    public override string ToString() => nameof(SendGridOptions); // the key is inside
}
