namespace ResetService.Webhooks;

/// <summary>What endpoints can hear of.</summary>
internal static class WebhookEvents
{
    /// <summary>A ticket was opened.</summary>
    public const string Requested = "reset.requested";

    /// <summary>A ticket's own tries are spent.</summary>
    public const string Locked = "reset.locked";

    /// <summary>A customer asked the shop's people for help.</summary>
    public const string SupportRequested = "support.requested";

    /// <summary>The password was changed, and every old session is over.</summary>
    public const string Completed = "reset.completed";

    /// <summary>A mail left for the owner.</summary>
    public const string CodeSent = "reset.code_sent";

    /// <summary>A mail did not reach the owner.</summary>
    public const string MailBounced = "reset.mail_bounced";

    /// <summary>Nothing happened: an operator tries an endpoint.</summary>
    public const string Test = "webhook.test";

    /// <summary>What settings can name.</summary>
    public static readonly IReadOnlyList<string> All = [Requested, Locked, SupportRequested, Completed, CodeSent, MailBounced];

    /// <summary>These happen where there is an account and nowhere else: they tell who has one.</summary>
    public static readonly IReadOnlyList<string> OfAccounts = [CodeSent, MailBounced];
}
