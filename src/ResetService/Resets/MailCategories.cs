namespace ResetService.Resets;

/// <summary>The mails there are, as SendGrid's statistics and a storefront's templates name them.</summary>
internal static class MailCategories
{
    public const string Code = "password-reset-code";
    public const string Link = "password-reset-link";
    public const string Changed = "password-changed";

    public static readonly IReadOnlyList<string> All = [Code, Link, Changed];
}
