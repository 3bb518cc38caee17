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

    public bool HasKey => !string.IsNullOrEmpty(ApiKey);

    public override string ToString() => nameof(SendGridOptions); // the key is inside
}
