namespace ResetService.Letters;

/// <summary>The mails there are, as texts, templates, a storefront's settings and SendGrid's statistics name them.</summary>
internal static class LetterKinds
{
    public const string Code = "password-reset-code";
    public const string Link = "password-reset-link";
    public const string Changed = "password-changed";
    public const string SupportReceipt = "support-receipt";
    public const string SupportCase = "support-case";

    public static readonly IReadOnlyList<string> All = [Code, Link, Changed, SupportReceipt, SupportCase];
}
